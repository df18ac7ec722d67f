"""What the walk occupied: beds, operating tables and vehicles, from when to when."""

import polars as pl

from medgen_assets.simulation.exercise import Exercise
from medgen_assets.vocabulary import ResourceKind


def resource_stays(exercise: Exercise, visits: pl.DataFrame) -> pl.DataFrame:
    """One row per bed, table or vehicle occupied, by patient and start.

    Without limits every stay has a bed or table of its own, named after the patient; a vehicle is free again
    after as long a way back.
    """
    beds = visits.filter(pl.col("arrived_at").is_not_null()).select(
        stay(ResourceKind.BED, pl.format("{}-bed-{}", "facility_id", "patient_id"), "arrived_at", "left_at")
    )
    tables = visits.filter(pl.col("surgery_from").is_not_null()).select(
        stay(
            ResourceKind.OPERATING_TABLE,
            pl.format("{}-table-{}", "facility_id", "patient_id"),
            "surgery_from",
            "surgery_to",
        )
    )
    return pl.concat([beds, tables, vehicle_stays(exercise, visits)]).sort(
        "patient_id", "from", "resource_kind"
    )


def stay(kind: ResourceKind, resource: pl.Expr, start: str, end: str) -> list[pl.Expr]:
    """Columns of a stay at a facility."""
    return [
        pl.lit(str(kind)).alias("resource_kind"),
        resource.alias("resource_id"),
        pl.col("facility_id"),
        pl.col("patient_id"),
        pl.col(start).alias("from"),
        pl.col(end).alias("to"),
    ]


def vehicle_stays(exercise: Exercise, visits: pl.DataFrame) -> pl.DataFrame:
    """Vehicles under way, there and back; those still under way at the end until then."""
    end = pl.lit(exercise.end).dt.cast_time_unit("us")
    there = pl.col("arrived_at") - pl.col("departed_at")
    return visits.filter(pl.col("vehicle_id").is_not_null()).select(
        pl.lit(str(ResourceKind.VEHICLE)).alias("resource_kind"),
        pl.col("vehicle_id").alias("resource_id"),
        pl.lit(None, dtype=pl.String).alias("facility_id"),
        pl.col("patient_id"),
        pl.col("departed_at").alias("from"),
        (pl.col("arrived_at") + there).fill_null(end).alias("to"),
    )
