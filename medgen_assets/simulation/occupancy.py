"""Capacity holds at every instant: asked of the stays themselves, not of what the simulation counted.

Every stay names one bed, table or vehicle. If none of these is used twice at once, and no more of them have names
than the scenario gives, then occupancy never exceeds capacity.
"""

import polars as pl

from medgen_assets.vocabulary import ResourceKind

NEVER_TWICE = "no_bed_table_or_vehicle_is_used_twice_at_once"
NEVER_BEYOND = "nothing_is_used_beyond_what_the_scenario_gives"
DESCRIPTIONS = {
    NEVER_TWICE: "No stay of a bed, table or vehicle begins before the one before it has ended.",
    NEVER_BEYOND: "No facility uses more beds of a kind or tables than it has; no vehicle is overloaded.",
}
CAPACITIES = {
    ResourceKind.BED: pl.col("beds") - pl.col("icu_beds"),
    ResourceKind.ICU_BED: pl.col("icu_beds"),
    ResourceKind.OPERATING_TABLE: pl.col("tables"),
    ResourceKind.SURGE_BED: pl.col("surge_beds"),
}
"""How many of each kind a facility has, from the table of facilities; intensive-care beds are part of beds."""


def uses(stays: pl.DataFrame) -> pl.DataFrame:
    """Uses of things, each thing's in order of time: casualties who ride together are one use of their vehicle.

    `stays` is of the table ResourceStays; its names may be categories, which take less memory.
    """
    use = ("number", "from", "to")
    resource = stays["resource_id"]
    number = (resource.cast(pl.Categorical) if resource.dtype == pl.String else resource).to_physical()
    ordered = stays.with_columns(number=number).sort(*use, "patient_id").with_row_index("row")
    is_first = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift(1)) for name in use)
    firsts = ordered.filter(is_first)
    until_next = pl.col("row").shift(-1, fill_value=len(ordered)) - pl.col("row")
    return firsts.with_columns(casualties=until_next).drop("row")


def used_twice(used: pl.DataFrame) -> pl.Series:
    """Patients whose use of a thing begins before the one before it ended."""
    same = pl.col("number") == pl.col("number").shift(1)
    return used.filter(same & (pl.col("from") < pl.col("to").shift(1)))["patient_id"]


def used_beyond(used: pl.DataFrame, facilities: pl.DataFrame, vehicles: pl.DataFrame) -> pl.Series:
    """Patients in things that the scenario does not give, and in vehicles that carry too many."""
    return pl.concat([beyond_facilities(used, facilities), overloaded(used, vehicles)])


def beyond_facilities(used: pl.DataFrame, facilities: pl.DataFrame) -> pl.Series:
    """Patients of facilities that use more things of a kind than they have."""
    given = pl.concat(
        [
            facilities.select("facility_id", resource_kind=pl.lit(str(kind)), given=amount)
            for kind, amount in CAPACITIES.items()
        ]
    )
    named = used.filter(pl.col("resource_kind") != str(ResourceKind.VEHICLE))
    counted = named.group_by("facility_id", "resource_kind").agg(
        pl.col("resource_id").n_unique().alias("used"), pl.col("patient_id").min()
    )
    keys = ["facility_id", "resource_kind"]
    joined = counted.join(given.cast({key: used.schema[key] for key in keys}), on=keys, how="left")
    return joined.filter((pl.col("used") > pl.col("given")).fill_null(True))["patient_id"]


def overloaded(used: pl.DataFrame, vehicles: pl.DataFrame) -> pl.Series:
    """Patients in vehicles with more casualties than places, or in vehicles that nobody has."""
    load = vehicles.select(resource_id="vehicle_id", most=pl.col("litter") + pl.col("walking"))
    rides = used.filter(pl.col("resource_kind") == str(ResourceKind.VEHICLE))
    joined = rides.join(load.cast({"resource_id": used.schema["resource_id"]}), on="resource_id", how="left")
    return joined.filter((pl.col("casualties") > pl.col("most")).fill_null(True))["patient_id"]
