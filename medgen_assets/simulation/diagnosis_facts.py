"""What must hold of diagnoses: they may be wrong, but never about another place, and never anew."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from medgen_assets.reference import clinical
from medgen_assets.simulation.known_names import KnownNames
from medgen_assets.simulation.patient_rows import numbered

Tables = Mapping[str, pl.DataFrame]
Offenders = pl.Series
PLACED = ("code_system", "code", "body_region")


def every_diagnosis_lies_where_its_injury_lies(tables: Tables) -> Offenders:
    """Patients with a diagnosis of no injury of theirs, or of a condition of another region."""
    found = tables["diagnoses"].select("patient_id", "injury_no", "code_system", "code")
    placed = found.with_columns(numbered(tables["injuries"], "injury_no", found, "body_region"))
    return places_of_codes().strangers(placed)


@cache
def places_of_codes() -> KnownNames:
    """Code of each condition with the region it lies in."""
    return KnownNames(clinical.conditions().select(PLACED).unique())


def what_was_known_stays_known(tables: Tables) -> Offenders:
    """Patients with an injury that was taken for something else after it had been seen for what it is."""
    found = tables["diagnoses"].select("patient_id", "injury_no", "diagnosis_no", "code")
    is_right = found["code"] == numbered(tables["injuries"], "injury_no", found, "code")
    unsure = found.with_columns(is_right=is_right).join(
        found.filter(~is_right).select("patient_id").unique(), on="patient_id", how="semi"
    )
    by_injury = unsure.sort("patient_id", "injury_no", "diagnosis_no")
    same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in ("patient_id", "injury_no"))
    return by_injury.filter(same & pl.col("is_right").shift(1) & ~pl.col("is_right"))["patient_id"]


def the_patient_has_the_last_diagnosis_of_the_worst_injury(tables: Tables) -> Offenders:
    """Patients whose own diagnosis is not the last one of their worst injury."""
    worst = tables["diagnoses"].filter(pl.col("injury_no") == 0)
    last = worst.unique("patient_id", keep="last", maintain_order=True).select("patient_id", "code")
    joined = tables["patients"].select("patient_id", "diagnosed_code").join(last, on="patient_id", how="left")
    return joined.filter(pl.col("diagnosed_code").ne_missing(pl.col("code")))["patient_id"]


DIAGNOSIS_FACTS = (
    every_diagnosis_lies_where_its_injury_lies,
    what_was_known_stays_known,
    the_patient_has_the_last_diagnosis_of_the_worst_injury,
)
