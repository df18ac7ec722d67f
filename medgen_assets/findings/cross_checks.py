"""What a person should look at when models are seen together; none of it keeps a model out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from medgen_assets.findings.names import folded
from medgen_assets.reference.finding_rules import organizations
from medgen_assets.schemas.findings import FindingFacts, FindingProblem, HeldModel, ReadFile

MOST_OTHERS = 5
"""Models that one message names. Assumption: enough to start looking."""


def cross_warnings(files: Sequence[ReadFile], others: Sequence[HeldModel]) -> tuple[FindingProblem, ...]:
    """Shared synonyms, names of other sources, unknown organisations and contributors with two records."""
    valid = [(file.file, file.facts) for file in files if file.facts is not None]
    return tuple(
        sorted(
            (
                *_shared_terms(valid),
                *_names_elsewhere(valid, others),
                *_unknown_organizations(valid),
                *_differing_people(valid),
            )
        )
    )


Valid = Sequence[tuple[str, FindingFacts]]


def _shared_terms(valid: Valid) -> Iterator[FindingProblem]:
    names = {folded(facts.name): facts.oifm_id for _, facts in valid}
    owners: dict[str, set[str]] = defaultdict(set)
    for _, facts in valid:
        for synonym in facts.synonyms:
            owners[folded(synonym)].add(facts.oifm_id)
    for file, facts in valid:
        for number, synonym in enumerate(facts.synonyms):
            where, key = f"synonyms[{number}]", folded(synonym)
            if shared := owners[key] - {facts.oifm_id}:
                message = f"{synonym!r} is a synonym of {_listed(shared)} too"
                yield FindingProblem(file, where, "shared_synonym", message)
            if names.get(key, facts.oifm_id) != facts.oifm_id:
                message = f"{synonym!r} is the name of {names[key]}"
                yield FindingProblem(file, where, "synonym_is_other_name", message)


def _names_elsewhere(valid: Valid, others: Sequence[HeldModel]) -> Iterator[FindingProblem]:
    names = {folded(model.facts.name): model for model in others}
    for file, facts in valid:
        if model := names.get(folded(facts.name)):
            message = f"{facts.name!r} is also {model.facts.oifm_id} of source {model.source}"
            yield FindingProblem(file, "name", "name_in_other_source", message)


def _unknown_organizations(valid: Valid) -> Iterator[FindingProblem]:
    known = organizations().union(*(facts.declared for _, facts in valid))
    for file, facts in valid:
        for code in sorted(set(facts.organizations) - known):
            message = f"{code} is neither registered nor described by any file"
            yield FindingProblem(file, "", "unknown_organization", message)


def _differing_people(valid: Valid) -> Iterator[FindingProblem]:
    records: dict[str, set[str]] = defaultdict(set)
    for _, facts in valid:
        for user, record in facts.people:
            records[user].add(record)
    for file, facts in valid:
        for user in sorted({user for user, _ in facts.people if len(records[user]) > 1}):
            message = f"{user} has {len(records[user])} differing records in this folder"
            yield FindingProblem(file, "contributors", "contributor_differs", message)


def _listed(identifiers: set[str]) -> str:
    some = sorted(identifiers)[:MOST_OTHERS]
    rest = len(identifiers) - len(some)
    return ", ".join(some) + (f" and {rest} more" if rest else "")
