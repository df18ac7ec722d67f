"""Clinical reference: what injures, where, how badly, and what each role does (numbers: docs/codes.md)."""

from functools import cache

import polars as pl

from medgen_assets.reference.tables import csv_table, yaml_table
from medgen_assets.schemas.clinical import (
    Allergies,
    BodyRegions,
    Conditions,
    MechanismConditions,
    MechanismRegions,
    Mechanisms,
    Observations,
    Protocols,
    TreatmentItems,
)


@cache
def body_regions() -> pl.DataFrame:
    """Regions of the body with their Injury Severity Score region."""
    return csv_table("body_regions", BodyRegions)


@cache
def conditions() -> pl.DataFrame:
    """Diagnoses by region and severity, with codes, treatment group and course."""
    return csv_table("conditions", Conditions)


@cache
def mechanisms() -> pl.DataFrame:
    """Mechanisms of each casualty class, with one weight column per warfare type."""
    return csv_table("mechanisms", Mechanisms)


@cache
def mechanism_regions() -> pl.DataFrame:
    """Weight of each body region for each mechanism."""
    return csv_table("mechanism_regions", MechanismRegions)


@cache
def mechanism_conditions() -> pl.DataFrame:
    """Weight of each condition for each mechanism and body region."""
    return csv_table("mechanism_conditions", MechanismConditions)


@cache
def treatments() -> pl.DataFrame:
    """Procedures, medications, fluids, blood and devices with dose, route and duration in minutes."""
    return csv_table("treatments", TreatmentItems)


@cache
def protocols() -> pl.DataFrame:
    """Treatments of each treatment group at each role, in minutes after arrival or first contact."""
    return csv_table("protocols", Protocols)


@cache
def observations() -> pl.DataFrame:
    """Measurements with LOINC code and UCUM unit."""
    return csv_table("observations", Observations)


@cache
def allergies() -> pl.DataFrame:
    """Allergies with the treatments they forbid."""
    return csv_table("allergies", Allergies)


@cache
def allergy_share() -> float:
    """Share 0-1 of soldiers with a known allergy."""
    return float(yaml_table("allergy_share").values)
