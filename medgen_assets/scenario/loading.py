"""From a name, a file, a text or a mapping to a checked scenario."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medgen_assets.errors import BadInput, Problem
from medgen_assets.scenario.model import Scenario
from medgen_assets.scenario.originals import converted, is_original
from medgen_assets.scenario.presets import DEFAULT_PRESET, preset_names, preset_text
from medgen_assets.scenario.quantities import NAME
from medgen_assets.scenario.showing import meant, shown
from medgen_assets.scenario.text.files import file_text
from medgen_assets.scenario.text.parsed import Parsed, unreadable
from medgen_assets.scenario.text.reading import ending_of, parsed_text

__all__ = [
    "DEFAULT_PRESET",
    "LoadedScenario",
    "find_scenario",
    "load_scenario",
    "preset",
    "preset_names",
    "scenario_from_document",
    "scenario_from_file",
    "scenario_from_text",
]

StoredLookup = Callable[[str], Mapping[str, Any] | None]
"""Gives the document of a stored scenario by its name, or None."""

PATH_ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class LoadedScenario:
    """A checked scenario, where it came from, and what a conversion changed (a line each)."""

    scenario: Scenario
    source: str
    notes: tuple[str, ...] = ()


def load_scenario(named: str | Path, stored: StoredLookup | None = None) -> Scenario:
    """The scenario of that name; see find_scenario."""
    return find_scenario(named, stored).scenario


def find_scenario(named: str | Path, stored: StoredLookup | None = None) -> LoadedScenario:
    """The scenario of that name: an existing file, else a stored scenario, else a preset; raises BadInput."""
    name, path = str(named), Path(named)
    if is_there(path) and not path.is_dir():
        return scenario_from_file(path)
    if re.fullmatch(NAME, name):
        document = stored(name) if stored is not None else None
        if document is not None:
            return scenario_from_document(document, f"stored scenario {name}")
        if name in preset_names():
            return scenario_from_text(preset_text(name), f"preset {name}", ".yaml")
    raise not_found(name, path)


def is_there(path: Path) -> bool:
    """Whether something stands at the path; names that no path can have are not there."""
    try:
        path.stat()
    except (OSError, ValueError):
        return False
    return True


def not_found(name: str, path: Path) -> BadInput:
    """Nothing of that name; says what it looks like and what there is."""
    if is_there(path):
        return unreadable(shown(name), "is a folder, not a scenario.", "Give a scenario file.")
    if "/" in name or name.endswith(PATH_ENDINGS):
        return unreadable(shown(name), "no such file.", "Check the path.")
    rule = "is no file, no stored scenario and no preset."
    hint = meant(name, preset_names())
    presets = f" Presets: {', '.join(preset_names())}." if hint.startswith("Did") else ""
    return unreadable(shown(name), rule, hint + presets)


def preset(name: str) -> Scenario:
    """A preset by its name; raises BadInput when there is none."""
    return scenario_from_text(preset_text(name), f"preset {name}", ".yaml").scenario


def scenario_from_file(path: Path) -> LoadedScenario:
    """The scenario in a YAML or JSON file."""
    return scenario_from_text(file_text(path), str(path), ending_of(path))


def scenario_from_text(text: str, source: str = "text", ending: str = "") -> LoadedScenario:
    """The scenario in a YAML or JSON text; raises BadInput with every problem of writing and content."""
    return scenario_of(parsed_text(text, shown(source), ending), source)


def scenario_from_document(document: Mapping[str, Any], source: str = "document") -> LoadedScenario:
    """The scenario in a plain mapping, ours or the original generator's."""
    return scenario_of(Parsed(document), source)


def scenario_of(parsed: Parsed, source: str) -> LoadedScenario:
    """The scenario in a parsed text."""
    document: Any = parsed.document
    notes: list[str] = []
    if not isinstance(document, Mapping):
        rule = "must be a mapping of field names to values."
        raise BadInput(
            [Problem(shown(source), shown(document), rule, "Begin with name, total_patients and fronts.")]
        )
    try:
        if is_original(document):
            document, notes = converted(document)
        scenario = Scenario.model_validate(dict(document))
    except BadInput as error:
        raise BadInput([*parsed.problems, *others(error.problems, parsed.problems)]) from None
    if parsed.problems:
        raise BadInput(parsed.problems)
    return LoadedScenario(scenario, source, tuple(notes))


def others(found: tuple[Problem, ...], known: tuple[Problem, ...]) -> list[Problem]:
    """Problems that are not the consequence of a known one there or one level below."""
    places = [problem.path for problem in known if problem.path]
    return [problem for problem in found if not any(is_within(problem.path, place) for place in places)]


def is_within(path: str, place: str) -> bool:
    """Whether a path is the place or lies in it."""
    return path in (place, place.rpartition(".")[0]) or path.startswith((f"{place}.", f"{place}["))
