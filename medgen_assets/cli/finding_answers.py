"""How the answers of `medgen findings` look: as JSON-like values, and for people."""

from collections import Counter
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

from medgen_assets.cli.answers import say, table, whisper
from medgen_assets.cli.endings import problem_lines
from medgen_assets.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Sequence

    from medgen_assets.errors import Problem
    from medgen_assets.schemas.finding_catalogue import CodePlace, StoredFinding
    from medgen_assets.schemas.finding_search import FoundFinding
    from medgen_assets.schemas.findings import FindingProblem, LoadedFolder

    Answers = Sequence[tuple[FoundFinding, ...] | BadInput]

PROBLEMS_SHOWN = 20
"""Problems shown to people. Assumption: one screen; --json gives all."""
COUNTS = ("scanned", "valid", "invalid", "inserted", "updated", "unchanged", "rejected", "removed", "kept")


def plain_load(loaded: "LoadedFolder") -> dict[str, Any]:
    """What a load did, as JSON-like values."""
    values = {field.name: getattr(loaded, field.name) for field in fields(loaded)}
    for name in ("problems", "warnings"):
        values[name] = [problem._asdict() for problem in getattr(loaded, name)]
    return values


def show_load(loaded: "LoadedFolder") -> None:
    """What a load did, for people."""
    would = "would be " if loaded.is_dry_run else ""
    say(f"Source {loaded.source}, from {loaded.folder}:")
    say(*(f"  {getattr(loaded, name):>6,} {would if name in COUNTS[3:6] else ''}{name}" for name in COUNTS))
    if not loaded.is_written:
        say("Nothing was written.")
    say(f"The catalogue is at version {loaded.version}.")
    show_problems(loaded.problems)
    show_warnings(loaded.warnings)


def show_problems(problems: "Sequence[FindingProblem]") -> None:
    """The first problems, on stderr."""
    for problem in problems[:PROBLEMS_SHOWN]:
        whisper(
            f"{problem.file}{f' at {problem.place}' if problem.place else ''}: {problem.rule}: {problem.message}"
        )
    if len(problems) > PROBLEMS_SHOWN:
        whisper(f"… {len(problems):,} problems in all; --json gives every one.")


def show_warnings(warnings: "Sequence[FindingProblem]") -> None:
    """How many warnings there are, by rule."""
    rules = Counter(warning.rule for warning in warnings)
    if rules:
        most_first = sorted((-count, rule) for rule, count in rules.items())
        whisper("Warnings: " + ", ".join(f"{-count} {rule}" for count, rule in most_first))


def plain_answers(answers: "Answers") -> list[Any]:
    """The models that each query found, as JSON-like values; of a query that cannot be asked, why."""
    return [
        {"error": str(answer)} if isinstance(answer, BadInput) else [found._asdict() for found in answer]
        for answer in answers
    ]


def show_answer(query: str, answer: "tuple[FoundFinding, ...] | BadInput") -> None:
    """The models that a query found, a line each; why it cannot be asked, on stderr."""
    if isinstance(answer, BadInput):
        whisper(*problem_lines(answer))
        return
    rows = [found._asdict() for found in answer]
    say(f"{query}:", *(f"  {line}" for line in table(rows, ("oifm_id", "name", "source"))[1:]))
    if not rows:
        say("  nothing")


def plain_links(dangling: "Sequence[Problem]") -> list[dict[str, Any]]:
    """Links of injuries that lead nowhere, as JSON-like values."""
    return [asdict(problem) for problem in dangling]


def show_links(dangling: "Sequence[Problem]") -> None:
    """How many links of injuries lead nowhere, and the first, on stderr."""
    if dangling:
        whisper(f"{len(dangling):,} links of injuries lead nowhere, the first: {dangling[0]}")


def plain_models(models: "Sequence[StoredFinding]") -> dict[str, Any]:
    """The best match with all it says, and the others by name."""
    best = models[0]
    return {
        **best.document,
        "source": best.source,
        "file": best.file,
        "file_sha256": best.file_sha256,
        "since_version": best.since_version,
        "also": [{"oifm_id": model.oifm_id, "name": model.document["name"]} for model in models[1:]],
    }


def plain_places(identifier: str, places: "Sequence[CodePlace]") -> dict[str, Any]:
    """Where a code stands, as JSON-like values."""
    return {"code": identifier, "places": [place._asdict() for place in places]}


def show_model(models: "Sequence[StoredFinding]") -> None:
    """The best match for people, and the others by name."""
    document = models[0].document
    say(f"{document['oifm_id']}  {document['name']}  ({models[0].source})", f"  {document['description']}")
    if document.get("synonyms"):
        say(f"  also called {', '.join(document['synonyms'])}")
    for attribute in document["attributes"]:
        values = ", ".join(value["name"] for value in attribute.get("values", ()))
        unit = attribute.get("unit") or ""
        say(f"  {attribute['oifma_id']}  {attribute['name']}: {values or unit or 'a number'}")
    for other in models[1:]:
        say(f"See also {other.oifm_id}  {other.document['name']}  ({other.source})")
