"""What must hold of images: each is a study that was made, and shows what is true."""

from collections.abc import Mapping
from functools import cache

import polars as pl

from medgen_assets.reference.imaging import own_links
from medgen_assets.reference.own_findings import PRESENT, own_findings
from medgen_assets.simulation.known_names import KnownNames
from medgen_assets.simulation.patient_rows import numbered
from medgen_assets.vocabulary import Laterality

Tables = Mapping[str, pl.DataFrame]
Offenders = pl.Series
IS_PRESENCE = pl.col("attribute_no") == 0
IS_FIRST = IS_PRESENCE & (pl.col("finding_no") == 0)
CATALOGUE = ("finding_id", "attribute_id", "value_code")


def every_image_is_a_study_of_that_moment(tables: Tables) -> Offenders:
    """Patients with an image that no treatment of theirs made at that moment."""
    images = tables["imaging_findings"].filter(IS_FIRST)
    made = numbered(tables["treatments"], "treatment_no", images, "at")
    return images.filter(made.ne_missing(images["at"]))["patient_id"]


def every_finding_seen_is_left_by_an_injury(tables: Tables) -> Offenders:
    """Patients with a finding that none of their injuries leaves."""
    seen = tables["imaging_findings"].filter(IS_PRESENCE & (pl.col("value") == PRESENT))
    owned = seen.with_columns(numbered(tables["injuries"], "injury_no", seen, "condition_id"))
    return left_behind().strangers(owned)


def findings_lie_on_the_side_of_their_injury(tables: Tables) -> Offenders:
    """Patients with a finding on the other side than the injury that leaves it."""
    sided = tables["imaging_findings"].filter(pl.col("value").is_in([str(side) for side in Laterality]))
    side = numbered(tables["injuries"], "injury_no", sided, "laterality")
    return sided.filter(side.ne_missing(sided["value"]))["patient_id"]


def every_finding_is_one_of_the_catalogue(tables: Tables) -> Offenders:
    """Patients with a finding, an attribute or a value that medgen's own models do not have."""
    return sayable().strangers(tables["imaging_findings"])


@cache
def left_behind() -> KnownNames:
    """Which finding each condition leaves."""
    return KnownNames(own_links().select("condition_id", finding_id="oifm_id").unique())


@cache
def sayable() -> KnownNames:
    """Every finding with each of its attributes and the codes of their values; no code for a number."""
    rows: list[tuple[str, str, str | None]] = []
    for model in own_findings().values():
        for attribute in model.attributes.values():
            codes: list[str | None] = [*attribute.codes.values()] or [None]
            rows += [(model.oifm_id, attribute.oifma_id, code) for code in codes]
    return KnownNames(pl.DataFrame(rows, schema=dict.fromkeys(CATALOGUE, pl.String), orient="row"))


IMAGE_FACTS = (
    every_image_is_a_study_of_that_moment,
    every_finding_seen_is_left_by_an_injury,
    findings_lie_on_the_side_of_their_injury,
    every_finding_is_one_of_the_catalogue,
)
