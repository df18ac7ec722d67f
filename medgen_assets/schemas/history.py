"""What a casualty brings along: allergies and regular medication, with the reference tables behind them."""

import dataframely as dy

from medgen_assets.schemas.columns import category
from medgen_assets.vocabulary import AllergyCategory, CodeSystem

IDENTIFIER = r"^[a-z][a-z0-9_]*$"
OLDEST = 120
"""Highest age of a bound (years); nobody is older."""


class Allergies(dy.Schema):
    """Allergies that each patient is known to have; the unidentified have none on record."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Whose allergy")
    allergy_no = dy.Int64(primary_key=True, min=0, description="Number of the allergy, from 0")
    allergy_id = dy.String(regex=IDENTIFIER, description="medgen's own name of the allergy")
    code_system = category(CodeSystem, "Code system")
    code = dy.String(min_length=1, description="Code of the allergy, or of the substance")
    display = dy.String(min_length=1, description="Name the code system gives it")
    category = category(AllergyCategory, "Kind of substance")


class RegularMedications(dy.Schema):
    """Medicines that each patient took before, day by day; the unidentified have none on record."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Who takes it")
    medication_no = dy.Int64(primary_key=True, min=0, description="Number of the medicine, from 0")
    code_system = category(CodeSystem, "Code system")
    code = dy.String(min_length=1, description="Code of the medicine")
    display = dy.String(min_length=1, description="Name the code system gives it")
    dose = dy.Float64(min_exclusive=0, description="Single dose", metadata={"unit": "see dose_unit"})
    dose_unit = dy.String(min_length=1, description="Unit of the dose", metadata={"unit": "UCUM"})
    route = dy.String(min_length=1, description="Route of administration")
    times_per_day = dy.Int64(min=1, max=6, description="How often", metadata={"unit": "/d"})
    reason = dy.String(min_length=1, description="What for, in words")


class MedicationHabits(dy.Schema):
    """Medicines that soldiers take regularly, with the share who do."""

    medication_id = dy.String(primary_key=True, regex=IDENTIFIER, description="Key of the row")
    code_system = category(CodeSystem, "Code system; medgen marks a local code")
    code = dy.String(min_length=2, description="Code")
    display = dy.String(min_length=2, description="Name the code system gives the code")
    dose = dy.Float64(min_exclusive=0, description="Single dose", metadata={"unit": "see dose_unit"})
    dose_unit = dy.String(min_length=1, description="Unit of the dose", metadata={"unit": "UCUM"})
    route = dy.String(min_length=1, description="Route of administration")
    times_per_day = dy.Int64(min=1, max=6, description="How often", metadata={"unit": "/d"})
    reason = dy.String(min_length=2, description="What for, in words")
    sex = dy.String(regex=r"^(male|female|[*])$", description="Sex that takes it; * both")
    min_age = dy.Int64(min=0, max=OLDEST, description="Youngest", metadata={"unit": "years"})
    max_age = dy.Int64(min=0, max=OLDEST, description="Oldest", metadata={"unit": "years"})
    share = dy.Float64(
        min=0, max=1, description="Share of those of this sex and age", metadata={"unit": "share 0-1"}
    )
    is_stopped_in_pregnancy = dy.Bool(description="Not taken in pregnancy")
    source = dy.String(min_length=8, description="Where the row's numbers come from")


class Substitutes(dy.Schema):
    """What is given instead of a treatment that an allergy forbids."""

    treatment_id = dy.String(primary_key=True, regex=IDENTIFIER, description="First choice")
    substitute_id = dy.String(regex=IDENTIFIER, description="Second choice, of the same purpose")
    source = dy.String(min_length=8, description="Where the row comes from")


class LastingTreatments(dy.Schema):
    """Treatments that are not given to the same patient twice."""

    treatment_id = dy.String(primary_key=True, regex=IDENTIFIER, description="Treatment")
    source = dy.String(min_length=8, description="Why not")
