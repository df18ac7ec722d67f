"""The data set: patients with their events, treatments and vital signs."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.casualties import ISS_VALUES, MAJORITY
from medgen_assets.schemas.columns import category, instant
from medgen_assets.schemas.injured import Injured
from medgen_assets.vocabulary import (
    CasualtyClass,
    CodeSystem,
    Consciousness,
    DiedWaitingFor,
    Disability,
    DisabilityGrade,
    DosageBand,
    EventKind,
    Fitness,
    LethalCause,
    Outcome,
    PersonStatus,
    Role,
    Sex,
    Survivability,
    TreatmentKind,
    TriageCategory,
)

IN_TIME_MINUTES = {"first_aid": 10, "resuscitation": 60, "surgery": 120}
"""Minutes from injury within which care is in time: the 10-1-2 timeline. Source: medevacmatters.org quoting COMEDS
2011: bleeding and airway within 10 min, damage-control resuscitation within 1 h, surgery within 2 h."""


def _minutes(description: str) -> dy.Int64:
    return dy.Int64(
        nullable=True,
        min=0,
        description=f"{description}, rounded up; null where there was none",
        metadata={"unit": "minutes"},
    )


def _timely(description: str) -> dy.Bool:
    return dy.Bool(nullable=True, description=description)


class Patients(Injured):
    """One row a patient: who, what happened, how it ended."""

    diagnosed_code_system = category(
        CodeSystem, "Code system of what it was last taken for; null where nobody looked", nullable=True
    )
    diagnosed_code = dy.String(nullable=True, description="Code of what it was last taken for")
    diagnosed_display = dy.String(nullable=True, description="Name of what it was last taken for")
    iss = dy.Int64(
        nullable=True,
        is_in=ISS_VALUES,
        description="Injury Severity Score; null for disease",
        metadata={"unit": "1-75, 44 values"},
    )
    dosage_band = category(
        DosageBand, "Inhaled dosage of nerve agent; null for those not exposed to it", nullable=True
    )
    triage_initial = category(
        TriageCategory,
        "Category that the injuries call for at the point of injury; T4 for the instantly dead",
    )
    triage_assigned = category(
        TriageCategory, "Category that the first look gave; null where nobody came in time", nullable=True
    )
    injured_at = instant("Moment of injury or onset")
    first_facility_at = instant("First arrival alive at a Role 1-4 facility", nullable=True)
    outcome = category(Outcome, "Terminal outcome")
    outcome_at = instant("Moment of the outcome")
    outcome_location = dy.String(description="POI, IN_TRANSIT or a facility id")
    outcome_role = category(Role, "Role at which it ended; the role left, when in transit")
    returned_on_day = dy.Int64(
        nullable=True,
        min=1,
        description="Day of the exercise of the return to duty",
        metadata={"unit": "day, from 1"},
    )
    fitness = category(
        Fitness, "Duty that the patient is fit for at the end; null for the dead", nullable=True
    )
    cause_of_death = category(LethalCause, "What killed; null for the living", nullable=True)
    survivability = category(
        Survivability, "Whether any care could have saved the dead; null for the living", nullable=True
    )
    died_waiting_for = category(
        DiedWaitingFor, "What the dead waited for when they died; null for the living", nullable=True
    )
    disability = category(Disability, "What stays for good; null for the dead", nullable=True)
    disability_grade = category(
        DisabilityGrade, "How much it takes away; null where nothing stays", nullable=True
    )
    first_aid_minutes = _minutes("From injury or onset to first aid")
    resuscitation_minutes = _minutes("From injury or onset to the first bed at a Role 1-4 facility")
    surgery_minutes = _minutes("From injury or onset to the first operation")
    is_first_aid_in_time = _timely("First aid within 10 minutes; null for the ill and the killed outright")
    is_resuscitation_in_time = _timely(
        "Resuscitation within 60 minutes; null but for the injured of category T1 not killed outright"
    )
    is_surgery_in_time = _timely(
        "Surgery within 120 minutes; null but for those of them who bleed to death without it, "
        "were operated on in theatre, or waited for it"
    )

    @dy.rule()
    def only_battle_casualties_are_killed_in_action_or_die_of_wounds(cls) -> pl.Expr:
        of_war = pl.col("outcome").is_in([Outcome.KIA, Outcome.DOW])
        return ~of_war | (pl.col("casualty_class") == CasualtyClass.BATTLE)

    @dy.rule()
    def the_killed_in_action_never_reached_a_facility(cls) -> pl.Expr:
        return (pl.col("outcome") != Outcome.KIA) | pl.col("first_facility_at").is_null()

    @dy.rule()
    def those_who_died_of_wounds_had_reached_one(cls) -> pl.Expr:
        return (pl.col("outcome") != Outcome.DOW) | pl.col("first_facility_at").is_not_null()

    @dy.rule()
    def nothing_ends_before_the_injury(cls) -> pl.Expr:
        return pl.col("outcome_at") >= pl.col("injured_at")

    @dy.rule()
    def only_the_dead_have_a_survivability(cls) -> pl.Expr:
        is_dead = pl.col("outcome").is_in([Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH])
        return pl.all_horizontal(
            is_dead == pl.col("survivability", "died_waiting_for").is_not_null(),
            is_dead == pl.col("fitness", "disability").is_null(),
        )

    @dy.rule()
    def the_unfit_do_not_return_and_who_returns_has_a_day(cls) -> pl.Expr:
        returns = pl.col("outcome") == Outcome.RTD
        fit = (pl.col("fitness") != Fitness.UNFIT).fill_null(value=False)
        return (returns == fit) & (returns == pl.col("returned_on_day").is_not_null())

    @dy.rule()
    def what_is_in_time_was_done(cls) -> pl.Expr:
        return pl.all_horizontal(
            ~pl.col(f"is_{name}_in_time").fill_null(value=False)
            | (pl.col(f"{name}_minutes") <= most).fill_null(value=False)
            for name, most in IN_TIME_MINUTES.items()
        )

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


class Events(dy.Schema):
    """What happened to each patient, in order."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Whose event")
    event_no = dy.Int64(primary_key=True, min=0, description="Number of the event, from 0")
    at = instant("Moment")
    kind = category(EventKind, "What happened")
    role = category(Role, "Role at which it happened; the role left, on the way")
    facility_id = dy.String(nullable=True, description="Facility; null at the point of injury")
    vehicle_id = dy.String(nullable=True, description="Vehicle of a leg; null for the walking")
    triage = category(TriageCategory, "Category then in force")
    detail = dy.String(nullable=True, description="In words")


class Treatments(dy.Schema):
    """What was done for each patient."""

    patient_id = dy.Int64(primary_key=True, min=0, description="For whom")
    treatment_no = dy.Int64(primary_key=True, min=0, description="Number of the treatment, from 0")
    at = instant("Moment")
    facility_id = dy.String(nullable=True, description="Facility; null at the point of injury")
    role = category(Role, "Role that gave it")
    kind = category(TreatmentKind, "Procedure, medication, fluid, blood or device")
    code_system = category(CodeSystem, "Code system")
    code = dy.String(min_length=1, description="Code")
    display = dy.String(min_length=1, description="Name the code system gives it")
    dose = dy.Float64(nullable=True, min=0, description="Dose", metadata={"unit": "see dose_unit"})
    dose_unit = dy.String(nullable=True, description="Unit of the dose", metadata={"unit": "UCUM"})
    route = dy.String(nullable=True, description="Route of administration")


class Vitals(dy.Schema):
    """Vital signs measured at each contact and on the way."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Whose")
    at = instant("Moment", primary_key=True)
    heart_rate = dy.Int64(min=1, max=220, description="Heart rate", metadata={"unit": "/min"})
    systolic_bp = dy.Int64(
        min=30, max=230, description="Systolic blood pressure", metadata={"unit": "mm[Hg]"}
    )
    diastolic_bp = dy.Int64(
        min=15, max=140, description="Diastolic blood pressure", metadata={"unit": "mm[Hg]"}
    )
    respiratory_rate = dy.Int64(min=1, max=60, description="Respiratory rate", metadata={"unit": "/min"})
    spo2 = dy.Int64(min=40, max=100, description="Oxygen saturation", metadata={"unit": "%"})
    temperature_c = dy.Float64(min=28, max=43, description="Body temperature", metadata={"unit": "Cel"})
    gcs = dy.Int64(min=3, max=15, description="Glasgow Coma Scale", metadata={"unit": "3-15"})
    avpu = category(Consciousness, "Alert, to voice, to pain, unresponsive: the coma scale in one letter")
    pain = dy.Int64(min=0, max=10, description="Pain, numeric rating", metadata={"unit": "0-10"})

    @dy.rule()
    def systolic_exceeds_diastolic(cls) -> pl.Expr:
        return pl.col("systolic_bp") > pl.col("diastolic_bp")
