"""Who was hurt, and how badly: what is true before any care."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.columns import category, instant
from medgen_assets.vocabulary import (
    BodyRegion,
    CasualtyClass,
    CodeSystem,
    DosageBand,
    EdgeCase,
    Hemorrhage,
    Laterality,
    LethalCause,
    PersonStatus,
    Sex,
    SpecialEventType,
    TriageCategory,
    WarfareType,
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


class Casualties(dy.Schema):
    """People hurt, each with the summary of the injuries and the course without care."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Number of the casualty, in time order")
    casualty_event_id = dy.Int64(min=0, description="Incident in which it happened")
    front = dy.String(description="Front")
    warfare_type = category(WarfareType, "Way of fighting")
    is_mass_casualty = dy.Bool(description="Hurt in a mass-casualty incident")
    special_event = category(SpecialEventType, "Special event", nullable=True)
    nation = dy.String(regex="^[A-Z]{3}$", description="Nation, ISO 3166-1 alpha-3")
    sex = category(Sex, "Sex")
    birth_date = dy.Date(description="Date of birth")
    age_years = dy.Int64(min=0, max=120, description="Age when injured", metadata={"unit": "years"})
    given_name = dy.String(min_length=1, description="Given name in the nation's own script")
    family_name = dy.String(min_length=1, description="Family name in the nation's own script")
    given_name_latin = dy.String(min_length=1, description="Given name in Latin letters (ICAO 9303)")
    family_name_latin = dy.String(min_length=1, description="Family name in Latin letters (ICAO 9303)")
    language = dy.String(min_length=2, description="Language of the name", metadata={"unit": "BCP 47"})
    person_status = category(PersonStatus, "In what capacity the person was there")
    rank_code = dy.String(
        nullable=True, regex="^O[RF]-[1-9]$", description="NATO rank code; null for those who are no soldiers"
    )
    rank_title = dy.String(nullable=True, description="Title of the rank in the nation's army")
    branch = dy.String(nullable=True, description="Arm or service; null for those who are no soldiers")
    unit = dy.String(description="Unit: company, battalion, brigade")
    unit_role = dy.String(nullable=True, description="Post in the unit; null for those who are no soldiers")
    service_number = dy.String(nullable=True, description="Service number")
    national_id = dy.String(
        nullable=True,
        description="National identity number; of a never-issued range unless the scenario asks",
    )
    is_identified = dy.Bool(description="Whether it is known who this is; if not, the names are placeholders")
    is_pregnant = dy.Bool(description="Pregnant")
    religion = dy.String(nullable=True, description="Religion, in words; null unless the scenario asks")
    next_of_kin_name = dy.String(nullable=True, description="A relative; null unless the scenario asks")
    next_of_kin_relation = dy.String(nullable=True, description="What the relative is to the patient")
    edge_case = category(EdgeCase, "What is unusual about the record; null unless `torture`", nullable=True)
    same_person_as = dy.Int64(
        nullable=True,
        min=0,
        description="Answer key: the patient_id under which the same person stands already",
    )
    blood_group = dy.String(regex=r"^(O|A|B|AB)[+-]$", description="ABO and Rh blood group")
    weight_kg = dy.Float64(min=35, max=180, description="Body weight", metadata={"unit": "kg"})
    height_cm = dy.Float64(min=140, max=215, description="Body height", metadata={"unit": "cm"})
    casualty_class = category(CasualtyClass, "Battle, non-battle injury or disease")
    mechanism = dy.String(description="What caused it")
    body_region = category(BodyRegion, "Region of the worst injury")
    condition_code_system = category(CodeSystem, "Code system of the worst condition")
    condition_code = dy.String(description="Code of the worst condition")
    condition_display = dy.String(description="Name of the worst condition")
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
