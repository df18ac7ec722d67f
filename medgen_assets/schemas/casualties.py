"""Who was hurt, and how badly: what is true before any care."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.columns import category, instant
from medgen_assets.schemas.injured import Injured
from medgen_assets.vocabulary import (
    BodyRegion,
    CasualtyClass,
    CodeSystem,
    DosageBand,
    Hemorrhage,
    Laterality,
    LethalCause,
    PersonStatus,
    Sex,
    TriageCategory,
)

MAJORITY = 18
"""Age from which somebody may be a soldier (years). Source: the youngest age of any rank, ranks.csv."""
ISS_VALUES = tuple(
    sorted({a * a + b * b + c * c for a in range(6) for b in range(a + 1) for c in range(b + 1)} - {0})
)
"""The 44 values an Injury Severity Score can take (sums of three squares of 0-5; 75 also for severity 6).
Source: arithmetic of Baker et al. 1974, computed."""


class Injuries(dy.Schema):
    """Injuries and illnesses, one row each."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Whose injury")
    injury_no = dy.Int64(primary_key=True, min=0, description="Number of the injury, worst first, from 0")
    code_system = category(CodeSystem, "Code system of the condition")
    code = dy.String(min_length=1, description="Code of the condition")
    display = dy.String(min_length=1, description="Name the code system gives it")
    body_region = category(BodyRegion, "Where it lies")
    laterality = category(Laterality, "Side, for paired body parts", nullable=True)
    severity = dy.Int64(min=1, max=6, description="Severity on an AIS-like scale", metadata={"unit": "1-6"})
    condition_id = dy.String(min_length=1, description="medgen's own name of the condition")


class Casualties(Injured):
    """People hurt, each with the summary of the injuries and the course without care."""

    condition_id = dy.String(description="medgen's own name of the worst condition")
    treatment_group = dy.String(description="Protocol group of the worst condition")
    severity = dy.Int64(min=1, max=6, description="Severity of the worst injury", metadata={"unit": "1-6"})
    iss = dy.Int64(
        nullable=True,
        is_in=ISS_VALUES,
        description="Injury Severity Score; null for disease",
        metadata={"unit": "1-75, 44 values"},
    )
    hemorrhage = category(Hemorrhage, "Worst bleeding")
    triage_initial = category(
        TriageCategory, "Triage category that the injuries call for at the point of injury"
    )
    injured_at = instant("Moment of injury or onset")
    is_instantly_dead = dy.Bool(description="Dead at the moment of injury")
    untreated_death_minutes = dy.Float64(
        nullable=True,
        min=0,
        description="Time to death without any care; null when the injury does not kill",
        metadata={"unit": "minutes"},
    )
    lethal_cause = category(LethalCause, "What would kill, were nothing done")
    dosage_band = category(
        DosageBand, "Inhaled dosage of nerve agent; null for those not exposed to it", nullable=True
    )
    healing_days = dy.Float64(
        min=0, description="Time to fitness for duty with full care", metadata={"unit": "days"}
    )

    @dy.rule()
    def disease_has_no_iss_and_injury_has_one(cls) -> pl.Expr:
        return (pl.col("casualty_class") == CasualtyClass.DISEASE) == pl.col("iss").is_null()

    @dy.rule()
    def the_instantly_dead_are_expectant(cls) -> pl.Expr:
        return ~pl.col("is_instantly_dead") | (pl.col("triage_initial") == TriageCategory.T4)

    @dy.rule()
    def only_soldiers_have_rank_post_and_service_number(cls) -> pl.Expr:
        held = pl.any_horizontal(pl.col("rank_code", "branch", "unit_role", "service_number").is_not_null())
        return (pl.col("person_status") == PersonStatus.MILITARY) | ~held

    @dy.rule()
    def minors_are_no_soldiers(cls) -> pl.Expr:
        return (pl.col("age_years") >= MAJORITY) | (pl.col("person_status") != PersonStatus.MILITARY)

    @dy.rule()
    def only_women_are_pregnant(cls) -> pl.Expr:
        return ~pl.col("is_pregnant") | (pl.col("sex") == Sex.FEMALE)
