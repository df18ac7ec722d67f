"""What soldiers take regularly, what is given instead of a forbidden drug, and what is done only once."""

from functools import cache

import polars as pl

from medgen_assets.reference.tables import csv_table
from medgen_assets.schemas.history import LastingTreatments, MedicationHabits, Substitutes


@cache
def medication_habits() -> pl.DataFrame:
    """Medicines taken regularly, with dose, reason and the share who take them by sex and age."""
    return csv_table("regular_medications", MedicationHabits)


@cache
def substitutes() -> dict[str, str]:
    """The second choice for each treatment that has one, by treatment_id."""
    return dict(csv_table("substitutes", Substitutes).select("treatment_id", "substitute_id").rows())


@cache
def lasting_treatments() -> frozenset[str]:
    """Treatments that are not given to the same patient twice."""
    return frozenset(csv_table("lasting_treatments", LastingTreatments)["treatment_id"])
