"""The clinical reference: regions, conditions, mechanisms, treatments, protocols, observations, allergies."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.columns import category
from medgen_assets.vocabulary import (
    BodyRegion,
    CasualtyClass,
    CodeSystem,
    Hemorrhage,
    IssRegion,
    Role,
    TreatmentKind,
)

IDENTIFIER = r"^[a-z][a-z0-9_]*$"
LIMBS = [BodyRegion.UPPER_EXTREMITY, BodyRegion.LOWER_EXTREMITY]
PROTOCOL_ROLES = [Role.POI, Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4]


def _source() -> dy.String:
    return dy.String(min_length=8, description="Where the row's codes and numbers come from")


def _flag(description: str) -> dy.Bool:
    return dy.Bool(description=description)


def _share(description: str) -> dy.Float64:
    return dy.Float64(min=0, max=1, description=description, metadata={"unit": "share 0-1"})


def _weight(description: str) -> dy.Float64:
    return dy.Float64(min=0, description=description, metadata={"unit": "relative weight"})


def _severity(description: str) -> dy.Int64:
    return dy.Int64(
        min=1,
        max=6,
        description=description,
        metadata={"unit": "AIS-like severity 1-6"},
    )


class BodyRegions(dy.Schema):
    """The regions an injury can lie in, with the region the Injury Severity Score counts it to."""

    body_region = dy.String(
        primary_key=True,
        description="Region",
        check=lambda c: c.is_in(list(BodyRegion)),
    )
    iss_region = category(
        IssRegion,
        "Region of the Injury Severity Score; null for illness",
        nullable=True,
    )
    is_limb = _flag("Arm or leg: tourniquets and splints fit")
    is_sided = _flag("Injuries here have a side unless the condition says otherwise")
    source = _source()


class Conditions(dy.Schema):
    """One row a diagnosis at one place of the body."""

    condition_id = dy.String(primary_key=True, regex=IDENTIFIER, description="Key of the row")
    code_system = category(CodeSystem, "Code system; medgen marks a local code")
    code = dy.String(min_length=2, description="Code")
    display = dy.String(min_length=2, description="Name the code system gives the code")
    icd10cm = dy.String(
        nullable=True,
        regex=r"^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$",
        description="ICD-10-CM code",
    )
    casualty_classes = dy.List(dy.String(), min_length=1, description="Classes of casualty that can have it")
    body_region = category(BodyRegion, "Region it lies in")
    is_sided = _flag("It is on the left or on the right")
    severity_min = _severity("Mildest grade it is drawn for")
    severity_max = _severity("Worst grade it is drawn for")
    weight = _weight("How common it is among the conditions of its region and grade")
    treatment_group = dy.String(regex=IDENTIFIER, description="Protocol group")
    hemorrhage = category(Hemorrhage, "Where its bleeding can be stopped")
    is_airway = _flag("It threatens the airway")
    is_tension = _flag("It is or becomes a tension pneumothorax")
    is_tbi = _flag("Injury of the brain")
    is_burn = _flag("Burn")
    is_amputation = _flag("Traumatic amputation")
    lethality = dy.Float64(
        min=0,
        max=3,
        description="Multiplier on the risk of death of its severity",
        metadata={"unit": "1 = as its severity"},
    )
    rtd_days_min = dy.Int64(
        min=0,
        description="Shortest time to duty if it can be returned",
        metadata={"unit": "days"},
    )
    rtd_days_max = dy.Int64(min=0, max=730, description="Longest time to duty", metadata={"unit": "days"})
    source = _source()

    @dy.rule()
    def severity_windows_are_not_empty(cls) -> pl.Expr:
        return pl.col("severity_min") <= pl.col("severity_max")

    @dy.rule()
    def times_to_duty_are_ordered(cls) -> pl.Expr:
        return pl.col("rtd_days_min") <= pl.col("rtd_days_max")

    @dy.rule()
    def amputations_are_of_limbs(cls) -> pl.Expr:
        return ~pl.col("is_amputation") | pl.col("body_region").is_in(LIMBS)

    @dy.rule()
    def brain_injuries_lie_in_the_head(cls) -> pl.Expr:
        return ~pl.col("is_tbi") | (pl.col("body_region") == BodyRegion.HEAD)

    @dy.rule()
    def tension_pneumothoraces_lie_in_the_thorax(cls) -> pl.Expr:
        return ~pl.col("is_tension") | (pl.col("body_region") == BodyRegion.THORAX)

    @dy.rule()
    def illness_without_a_place_is_disease(cls) -> pl.Expr:
        only_disease = pl.col("casualty_classes").list.eval(pl.element() == CasualtyClass.DISEASE).list.all()
        return (pl.col("body_region") != BodyRegion.SYSTEMIC) | only_disease


class Mechanisms(dy.Schema):
    """What makes casualties, with its weight in each way of fighting."""

    mechanism = dy.String(primary_key=True, regex=IDENTIFIER, description="Key of the mechanism")
    display = dy.String(min_length=2, description="Name")
    casualty_class = category(CasualtyClass, "Class of casualty it makes")
    conventional = _weight("Weight within its class in conventional war")
    artillery = _weight("Weight within its class under artillery")
    urban = _weight("Weight within its class in urban war")
    guerrilla = _weight("Weight within its class in guerrilla war")
    drone = _weight("Weight within its class in drone war")
    naval = _weight("Weight within its class in naval war")
    cbrn = _weight("Weight within its class in CBRN war")
    peacekeeping = _weight("Weight within its class in peacekeeping")
    regions_mean = dy.Float64(
        min=1,
        max=4,
        description="Mean number of injured regions",
        metadata={"unit": "regions per casualty"},
    )
    is_penetrating = _flag("Bullets, fragments or blades")
    is_blast = _flag("An explosion")
    tccc_mechanism = dy.String(
        min_length=2,
        description="Mechanism box of the tactical casualty card (DD Form 1380)",
    )
    source = _source()


class MechanismRegions(dy.Schema):
    """Where each mechanism hurts."""

    mechanism = dy.String(primary_key=True, regex=IDENTIFIER, description="Mechanism")
    body_region = dy.String(
        primary_key=True,
        description="Region",
        check=lambda c: c.is_in(list(BodyRegion)),
    )
    weight = dy.Float64(
        min_exclusive=0,
        description="Weight of the region",
        metadata={"unit": "relative weight"},
    )
    source = _source()


class MechanismConditions(dy.Schema):
    """Which conditions each mechanism causes in each region."""

    mechanism = dy.String(primary_key=True, regex=IDENTIFIER, description="Mechanism")
    body_region = dy.String(
        primary_key=True,
        description="Region",
        check=lambda c: c.is_in(list(BodyRegion)),
    )
    condition_id = dy.String(primary_key=True, regex=IDENTIFIER, description="Condition")
    weight = _weight("Weight among the conditions of that mechanism, region and severity")
    source = _source()


class TreatmentItems(dy.Schema):
    """What can be done or given, with usual adult dose and route."""

    treatment_id = dy.String(primary_key=True, regex=IDENTIFIER, description="Key of the row")
    kind = category(TreatmentKind, "Procedure, medication, fluid, blood or device")
    code_system = category(CodeSystem, "Code system; medgen marks a local code")
    code = dy.String(min_length=2, description="Code")
    display = dy.String(min_length=2, description="Name the code system gives the code")
    dose = dy.Float64(
        nullable=True,
        min=0,
        description="One usual adult dose",
        metadata={"unit": "see dose_unit"},
    )
    dose_unit = dy.String(nullable=True, description="Unit of the dose", metadata={"unit": "UCUM"})
    route = dy.String(nullable=True, description="Route of administration")
    is_limb_only = _flag("Fits arms and legs only")
    is_surgery = _flag("Needs an operating table and a surgical team")
    is_imaging = _flag("X-ray, ultrasound, CT or MRI")
    duration_minutes = dy.Float64(min=0, max=600, description="Time it takes", metadata={"unit": "min"})
    source = _source()

    @dy.rule()
    def a_dose_has_a_unit(cls) -> pl.Expr:
        return pl.col("dose").is_null() == pl.col("dose_unit").is_null()

    @dy.rule()
    def what_goes_into_the_body_has_dose_and_route(cls) -> pl.Expr:
        given = pl.col("kind").is_in([TreatmentKind.MEDICATION, TreatmentKind.FLUID, TreatmentKind.BLOOD])
        return given == (pl.col("dose").is_not_null() & pl.col("route").is_not_null())

    @dy.rule()
    def only_procedures_are_surgery_or_imaging(cls) -> pl.Expr:
        return (pl.col("kind") == TreatmentKind.PROCEDURE) | ~(pl.col("is_surgery") | pl.col("is_imaging"))


class Protocols(dy.Schema):
    """What each role does for each treatment group, to whom, and how soon."""

    treatment_group = dy.String(
        primary_key=True,
        regex=IDENTIFIER,
        description="Treatment group of the condition",
    )
    role = dy.String(
        primary_key=True,
        description="Role of care",
        check=lambda c: c.is_in(PROTOCOL_ROLES),
    )
    treatment_id = dy.String(primary_key=True, regex=IDENTIFIER, description="Treatment")
    severity_min = _severity("Mildest injury that gets it")
    severity_max = _severity("Worst injury that gets it")
    minutes = dy.Float64(
        min=0,
        max=20160,
        description="Start after arrival or first contact",
        metadata={"unit": "min"},
    )
    share = _share("Share of the eligible who get it")
    source = _source()

    @dy.rule()
    def severity_windows_are_not_empty(cls) -> pl.Expr:
        return pl.col("severity_min") <= pl.col("severity_max")


class Observations(dy.Schema):
    """The measurements of a casualty with code, unit and limits."""

    observation_id = dy.String(
        primary_key=True,
        regex=IDENTIFIER,
        description="Key; the column of the vitals if it is one",
    )
    code_system = category(CodeSystem, "Code system")
    code = dy.String(min_length=2, description="Code")
    display = dy.String(min_length=2, description="Name the code system gives the code")
    unit = dy.String(min_length=1, description="Unit of the value", metadata={"unit": "UCUM"})
    is_vital_sign = _flag("Column of the vitals table")
    normal_low = dy.Float64(
        description="Lower limit of a healthy adult at rest",
        metadata={"unit": "see unit"},
    )
    normal_high = dy.Float64(
        description="Upper limit of a healthy adult at rest",
        metadata={"unit": "see unit"},
    )
    source = _source()


class Allergies(dy.Schema):
    """Allergies of soldiers and what must then not be given."""

    allergy_id = dy.String(primary_key=True, regex=IDENTIFIER, description="Key of the row")
    code_system = category(CodeSystem, "Code system; medgen marks a local code")
    code = dy.String(min_length=2, description="Code")
    display = dy.String(min_length=2, description="Name the code system gives the code")
    category = dy.String(
        check=lambda c: c.is_in(["medication", "food", "environment", "biologic"]),
        description="Kind",
    )
    weight = _weight("How common it is among the allergic")
    forbidden_treatments = dy.List(dy.String(), description="Treatments that must not be given")
    source = _source()
