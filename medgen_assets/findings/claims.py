"""What no two models may share: identifier, name, slug, and the identifiers of their attributes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from medgen_assets.findings.names import folded
from medgen_assets.schemas.findings import OWN_SOURCE, FindingFacts, FindingProblem


class Claim(NamedTuple):
    """One thing a model claims for itself, and where its file says so."""

    kind: str
    key: str
    place: str
    shown: str


class Owner(NamedTuple):
    """Who has claimed something first."""

    file: str
    oifm_id: str
    source: str

    def __str__(self) -> str:
        return f"{self.oifm_id} in {self.file} of source {self.source}"


RULES = {
    "identifier": "duplicate_id",
    "name": "duplicate_name",
    "slug": "duplicate_slug",
    "attribute": "duplicate_attribute_id",
}


def claims_of(facts: FindingFacts, source: str) -> Iterator[Claim]:
    """Everything a model claims; names of medgen's own models stand apart from all others."""
    space = "own " if source == OWN_SOURCE else ""
    yield Claim("identifier", facts.oifm_id, "oifm_id", facts.oifm_id)
    yield Claim("name", space + folded(facts.name), "name", repr(facts.name))
    yield Claim("slug", space + facts.slug, "name", f"{facts.slug!r}, the slug of {facts.name!r},")
    for number, identifier in enumerate(facts.attribute_ids):
        yield Claim("attribute", identifier, f"attributes[{number}].oifma_id", identifier)


@dataclass
class Claims:
    """What is claimed, and by whom."""

    owners: dict[tuple[str, str], Owner] = field(default_factory=dict)

    def taken(self, facts: FindingFacts, source: str) -> Iterator[tuple[Claim, Owner]]:
        """The claims of a model that somebody else has made before."""
        is_name_taken = False
        for claim in claims_of(facts, source):
            owner = self.owners.get((claim.kind, claim.key))
            if owner is None or (claim.kind == "slug" and is_name_taken):
                continue
            is_name_taken = is_name_taken or claim.kind == "name"
            yield claim, owner

    def enter(self, facts: FindingFacts, owner: Owner) -> None:
        """Claim everything for a model."""
        for claim in claims_of(facts, owner.source):
            self.owners[claim.kind, claim.key] = owner

    def collisions(self, file: str, facts: FindingFacts, source: str) -> tuple[FindingProblem, ...]:
        """One problem for each claim that is taken, naming the other party."""
        return tuple(
            FindingProblem(
                file, claim.place, RULES[claim.kind], f"{claim.shown} belongs to {owner} already", owner.file
            )
            for claim, owner in self.taken(facts, source)
        )
