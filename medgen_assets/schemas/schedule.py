"""When and where people are hurt."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.columns import category, instant
from medgen_assets.vocabulary import CasualtyClass, SpecialEventType, WarfareType


class CasualtyEvents(dy.Schema):
    """Incidents in time order; an incident's casualties have consecutive patient ids."""

    casualty_event_id = dy.Int64(primary_key=True, min=0, description="Number of the incident, in time order")
    at = instant("Moment of the incident")
    front = dy.String(description="Front on which it happened")
    warfare_type = category(WarfareType, "Way of fighting that caused it")
    casualty_class = category(CasualtyClass, "Class of all its casualties")
    special_event = category(SpecialEventType, "Special event it belongs to", nullable=True)
    is_mass_casualty = dy.Bool(description="Whether demand exceeds means at once (MASCAL)")
    casualties = dy.Int64(min=1, description="People hurt in it", metadata={"unit": "casualties"})
    first_patient_id = dy.Int64(min=0, description="Patient id of its first casualty")

    @dy.rule()
    def incidents_are_in_time_order(cls) -> pl.Expr:
        return pl.col("at") >= pl.col("at").shift(1).fill_null(pl.col("at").first())

    @dy.rule()
    def patient_ids_are_dense(cls) -> pl.Expr:
        ends = pl.col("first_patient_id") + pl.col("casualties")
        return pl.col("first_patient_id") == ends.shift(1).fill_null(0)
