"""What must hold of images: each is a study that was made, and shows what is true."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from medgen_assets.reference.imaging import own_links
from medgen_assets.reference.own_findings import PRESENT, own_findings
from medgen_assets.vocabulary import Laterality

Tables = Mapping[str, pl.DataFrame]
Offenders = pl.Series
IS_PRESENCE = pl.col("attribute_no") == 0
CATALOGUE = ("finding_id", "attribute_id", "value_code", "value")


def every_image_is_a_study_of_that_moment(tables: Tables) -> Offenders:
    """Patients with an image that no treatment of theirs made at that moment."""
    images = tables["imaging_findings"].filter(IS_PRESENCE)
    return images.join(tables["treatments"], on=["patient_id", "treatment_no", "at"], how="anti")[
        "patient_id"
    ]


def every_finding_seen_is_left_by_an_injury(tables: Tables) -> Offenders:
    """Patients with a finding that none of their injuries leaves."""
    seen = tables["imaging_findings"].filter(IS_PRESENCE & (pl.col("value") == PRESENT))
    injuries = tables["injuries"].select("patient_id", "injury_no", "condition_id")
    owned = seen.join(injuries, on=["patient_id", "injury_no"], how="left", validate="m:1")
    return owned.join(left_behind(), on=["condition_id", "finding_id"], how="anti")["patient_id"]


def findings_lie_on_the_side_of_their_injury(tables: Tables) -> Offenders:
    """Patients with a finding on the other side than the injury that leaves it."""
    sided = tables["imaging_findings"].filter(pl.col("value").is_in([str(side) for side in Laterality]))
    injuries = tables["injuries"].select("patient_id", "injury_no", "laterality")
    owned = sided.join(injuries, on=["patient_id", "injury_no"], how="left", validate="m:1")
    return owned.filter(pl.col("laterality").ne_missing(pl.col("value")))["patient_id"]


def every_finding_is_one_of_the_catalogue(tables: Tables) -> Offenders:
    """Patients with a finding, an attribute or a value that medgen's own models do not have."""
    said = tables["imaging_findings"].select("patient_id", *CATALOGUE)
    strange = said.select(CATALOGUE).unique().join(sayable(), on=CATALOGUE, how="anti", nulls_equal=True)
    return said.join(strange, on=CATALOGUE, how="semi", nulls_equal=True)["patient_id"]


@cache
def left_behind() -> pl.DataFrame:
    """Which finding each condition leaves."""
    return own_links().select("condition_id", finding_id="oifm_id").unique()


@cache
def sayable() -> pl.DataFrame:
    """Every finding with each of its attributes and their values; no value for a number."""
    rows: list[tuple[str | None, ...]] = []
    for model in own_findings().values():
        for attribute in model.attributes.values():
            values: list[str | None] = [*attribute.codes] or [None]
            rows += [
                (model.oifm_id, attribute.oifma_id, attribute.codes.get(value or ""), value)
                for value in values
            ]
    return pl.DataFrame(rows, schema=dict.fromkeys(CATALOGUE, pl.String), orient="row")


IMAGE_FACTS = (
    every_image_is_a_study_of_that_moment,
    every_finding_seen_is_left_by_an_injury,
    findings_lie_on_the_side_of_their_injury,
    every_finding_is_one_of_the_catalogue,
)
