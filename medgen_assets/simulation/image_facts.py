"""What must hold of images: each is a study that was made, and shows what is true."""

from functools import cache

import numpy as np
import polars as pl

from medgen_assets.reference.imaging import own_links
from medgen_assets.reference.own_findings import PRESENT, own_findings
from medgen_assets.simulation.checked_tables import CheckedTables
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.known_names import KnownNames, ListedNames
from medgen_assets.vocabulary import Laterality

CATALOGUE = ("finding_id", "attribute_id", "value_code")
SEEN = ListedNames.of(PRESENT)
SIDES = ListedNames.of(*Laterality)


def every_image_is_a_study_of_that_moment(tables: CheckedTables) -> Ids:
    """Patients with an image that no treatment of theirs made at that moment."""
    images = tables["imaging_findings"]
    first = np.flatnonzero((images["attribute_no"] == 0) & (images["finding_no"] == 0))
    study = tables.named("treatments", "treatment_no", "imaging_findings", first)
    return images.whom(first[tables["treatments"].cells("at", study) != images["at"][first]])


def every_finding_seen_is_left_by_an_injury(tables: CheckedTables) -> Ids:
    """Patients with a finding that none of their injuries leaves."""
    images = tables["imaging_findings"]
    seen = np.flatnonzero((images["attribute_no"] == 0) & SEEN.have(images["value"]))
    injury = tables.named("injuries", "injury_no", "imaging_findings", seen)
    condition = tables["injuries"].cells("condition_id", injury)
    return images.whom(seen[left_behind().are_strange(condition, images["finding_id"][seen])])


def findings_lie_on_the_side_of_their_injury(tables: CheckedTables) -> Ids:
    """Patients with a finding on the other side than the injury that leaves it."""
    images = tables["imaging_findings"]
    sided = np.flatnonzero(SIDES.have(images["value"]))
    injury = tables.named("injuries", "injury_no", "imaging_findings", sided)
    return images.whom(sided[tables["injuries"].cells("laterality", injury) != images["value"][sided]])


def every_finding_is_one_of_the_catalogue(tables: CheckedTables) -> Ids:
    """Patients with a finding, an attribute or a value that medgen's own models do not have."""
    images = tables["imaging_findings"]
    return images.whom(sayable().are_strange(*(images[column] for column in CATALOGUE)))


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
