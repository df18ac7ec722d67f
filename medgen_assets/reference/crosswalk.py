"""The links of injuries to finding models by name, and which of them lead nowhere; without Polars.

A load of finding models asks here, and must be small in memory.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from medgen_assets.errors import Problem
from medgen_assets.reference.own_findings import ORGANIZATION, FindingModel
from medgen_assets.reference.plain_tables import DATA
from medgen_assets.vocabulary import LATERALITY, Laterality

FILE = DATA / "injury_findings.csv"
SEPARATOR = "|"
OWN_PREFIX = f"OIFM_{ORGANIZATION}_"


class NamedLink(NamedTuple):
    """What a link names: a model, its name, an attribute, and values of that."""

    oifm_id: str
    finding: str
    attribute: str
    values: tuple[str, ...]

    @property
    def is_own(self) -> bool:
        """Whether it leads to a model that medgen brings along."""
        return self.oifm_id.startswith(OWN_PREFIX)


@cache
def named_links() -> tuple[NamedLink, ...]:
    """What all links name, each once, in the order of the crosswalk."""
    with FILE.open(encoding="utf-8", newline="") as file:
        links = [
            NamedLink(row["oifm_id"], row["finding"], row["attribute"], values_of(row["values"]))
            for row in csv.DictReader(file)
        ]
    return tuple(dict.fromkeys(links))


def values_of(text: str) -> tuple[str, ...]:
    """The values of a cell."""
    return tuple(text.split(SEPARATOR)) if text else ()


def dangling(models: Mapping[str, FindingModel], links: Iterable[NamedLink] | None = None) -> list[Problem]:
    """What links name and these models (by id) do not have, each once, with its place and the way out."""
    asked = named_links() if links is None else links
    return list(dict.fromkeys(problem for link in asked for problem in _problems(link, models)))


def _problems(link: NamedLink, models: Mapping[str, FindingModel]) -> Iterator[Problem]:
    where = f"injury_findings: {link.oifm_id} {link.finding!r}"
    model = models.get(link.oifm_id)
    if model is None:
        yield Problem(where, "missing", "a link leads to a model of the catalogue.", "Load its source.")
        return
    if model.name.casefold() != link.finding.casefold():
        yield Problem(where, repr(model.name), "a link names the model as the catalogue does.", "Review it.")
    attribute = model.attributes.get(link.attribute)
    if attribute is None:
        place = f"{where}.{link.attribute}"
        yield Problem(place, "missing", "the model has an attribute of this name.", "Review it.")
        return
    for value in wanted(link):
        if value not in attribute.codes:
            place = f"{where}.{link.attribute}.{value}"
            yield Problem(place, "missing", "the attribute has a value of this name.", "Review it.")


def wanted(link: NamedLink) -> list[str]:
    """The names of values that a link needs; both sides for one that takes the side of the injury."""
    sides = [str(side) for side in Laterality]
    return [name for value in link.values for name in (sides if value == LATERALITY else [value])]
