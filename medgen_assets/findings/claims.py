"""What no two models may share: identifier, name, slug, and the identifiers of their attributes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from medgen_assets.findings.names import folded
from medgen_assets.schemas.findings import OWN_SOURCE, FindingFacts, FindingProblem


class Owner(NamedTuple):
    """Who has claimed something first."""

    file: str
    oifm_id: str
    source: str

    def __str__(self) -> str:
        return f"{self.oifm_id} in {self.file} of source {self.source}"


class Taken(NamedTuple):
    """One thing a model claims though it belongs to another: the rule that it breaks, and where its file does."""

    rule: str
    place: str
    shown: str
    owner: Owner


@dataclass
class Claims:
    """What is claimed, and by whom."""

    identifiers: dict[str, Owner] = field(default_factory=dict)
    names: dict[str, Owner] = field(default_factory=dict)
    slugs: dict[str, Owner] = field(default_factory=dict)
    attributes: dict[str, Owner] = field(default_factory=dict)

    def enter(self, facts: FindingFacts, owner: Owner) -> None:
        """Claim everything for a model."""
        name, slug = _names(facts, owner.source)
        self.identifiers[facts.oifm_id] = self.names[name] = self.slugs[slug] = owner
        self.attributes.update(dict.fromkeys(facts.attribute_ids, owner))

    def are_free(self, facts: FindingFacts, source: str) -> bool:
        """Whether nobody has claimed any of what a model claims."""
        name, slug = _names(facts, source)
        is_named = facts.oifm_id in self.identifiers or name in self.names or slug in self.slugs
        return not is_named and self.attributes.keys().isdisjoint(facts.attribute_ids)

    def taken(self, facts: FindingFacts, source: str) -> Iterator[Taken]:
        """What a model claims and somebody else has claimed before; a name stands for its slug."""
        name, slug = _names(facts, source)
        if owner := self.identifiers.get(facts.oifm_id):
            yield Taken("duplicate_id", "oifm_id", facts.oifm_id, owner)
        if owner := self.names.get(name):
            yield Taken("duplicate_name", "name", repr(facts.name), owner)
        elif owner := self.slugs.get(slug):
            shown = f"{facts.slug!r}, the slug of {facts.name!r},"
            yield Taken("duplicate_slug", "name", shown, owner)
        for number, identifier in enumerate(facts.attribute_ids):
            if owner := self.attributes.get(identifier):
                yield Taken("duplicate_attribute_id", f"attributes[{number}].oifma_id", identifier, owner)

    def collisions(self, file: str, facts: FindingFacts, source: str) -> tuple[FindingProblem, ...]:
        """One problem for each claim that is taken, naming the other party."""
        if self.are_free(facts, source):
            return ()
        return tuple(
            FindingProblem(
                file,
                taken.place,
                taken.rule,
                f"{taken.shown} belongs to {taken.owner} already",
                taken.owner.file,
            )
            for taken in self.taken(facts, source)
        )


def _names(facts: FindingFacts, source: str) -> tuple[str, str]:
    """A model's name and slug as they are claimed; those of medgen's own models stand apart from all others."""
    space = "own " if source == OWN_SOURCE else ""
    return space + folded(facts.name), space + facts.slug
