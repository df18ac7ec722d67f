"""Contacts: the moments at which somebody cares for a casualty, first aid and each visit alike."""

import polars as pl

from medgen_assets.simulation.exercise import Exercise
from medgen_assets.vocabulary import Role


def contacts(
    exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame, visits: pl.DataFrame
) -> pl.DataFrame:
    """One row per contact: patient, contact_no (0 first aid, 1 … visits), role, facility, from, to, surgery, triage.

    A contact at the point of injury lasts until pickup, or the outcome; a visit until it is left. The same moments
    stand beside as seconds since the start, -1 where there is none.
    """
    both = pl.concat([first_aids(casualties, fates, visits), arrivals(visits)])
    ordered = both.sort("patient_id", "contact_no").with_row_index("contact_row")
    return ordered.with_columns(
        pl.col("contact_row").cast(pl.Int64),
        from_second=exercise.seconds(ordered["from_at"]),
        to_second=exercise.seconds(ordered["to_at"]),
        surgery_second=exercise.seconds(ordered["surgery_from"]),
    )


def first_aids(casualties: pl.DataFrame, fates: pl.DataFrame, visits: pl.DataFrame) -> pl.DataFrame:
    """First aid as a contact, for those whom it reached."""
    departures = visits.filter(pl.col("visit_no") == 0).select("patient_id", "departed_at")
    return (
        fates.filter(pl.col("first_aid_at").is_not_null())
        .join(casualties.select("patient_id", "triage_initial"), on="patient_id", validate="1:1")
        .join(departures, on="patient_id", how="left", validate="1:1")
        .select(
            "patient_id",
            pl.lit(0, dtype=pl.Int64).alias("contact_no"),
            pl.lit(str(Role.POI)).alias("role"),
            pl.lit(None, dtype=pl.String).alias("facility_id"),
            pl.col("first_aid_at").alias("from_at"),
            pl.min_horizontal("departed_at", "outcome_at").alias("to_at"),
            pl.lit(None, dtype=pl.Datetime("us", "UTC")).alias("surgery_from"),
            pl.lit(None, dtype=pl.Datetime("us", "UTC")).alias("surgery_to"),
            pl.col("triage_initial").alias("triage"),
        )
    )


def arrivals(visits: pl.DataFrame) -> pl.DataFrame:
    """Visits as contacts, for those who arrived alive."""
    return visits.filter(pl.col("arrived_at").is_not_null()).select(
        "patient_id",
        (pl.col("visit_no") + 1).alias("contact_no"),
        "role",
        "facility_id",
        pl.col("arrived_at").alias("from_at"),
        pl.col("left_at").alias("to_at"),
        "surgery_from",
        "surgery_to",
        "triage",
    )
