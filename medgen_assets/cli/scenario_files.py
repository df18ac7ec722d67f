"""`medgen scenario export` and `import`: many stored scenarios to files and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medgen_assets.cli.answers import say, say_json, whisper
from medgen_assets.cli.options import AsJson
from medgen_assets.cli.scenarios import Note, stored_scenarios

if TYPE_CHECKING:
    from medgen_assets.store.scenario_import import ImportedScenario, ImportResult

ENDINGS = (".yaml", ".yml", ".json")


def export(
    names: Annotated[list[str] | None, typer.Argument(metavar="NAME…", help="These; else all.")] = None,
    *,
    out: Annotated[Path, typer.Option(help="Folder of the files.")],
    as_json: AsJson = False,
) -> None:
    """Write the current versions of stored scenarios as YAML files, one each."""
    from medgen_assets.files import write_whole
    from medgen_assets.scenario.loading import scenario_from_document

    with stored_scenarios() as stored:
        found = stored.get_many(names or every_name())
    refuse_missing(found.missing)
    files = []
    for name, scenario in found.found.items():
        text = scenario_from_document(scenario.document, f"stored scenario {name}").scenario.to_yaml()
        path = write_whole(out.absolute() / f"{name}.yaml", text)
        files.append({"name": name, "version": scenario.version, "file": str(path)})
    if as_json:
        say_json({"out": str(out.absolute()), "scenarios": files})
    else:
        say(*(entry["file"] for entry in files) if files else ["No stored scenarios."])


def import_files(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Files, and folders of such files.")],
    *,
    note: Note = "",
    atomic: Annotated[bool, typer.Option("--atomic", help="Store all or, when one is bad, none.")] = False,
    as_json: AsJson = False,
) -> None:
    """Store many scenarios at once, each as new or as its next version."""
    from medgen_assets.store.opening import open_database
    from medgen_assets.store.person import person
    from medgen_assets.store.scenario_import import ImportMode, import_scenarios

    files = files_of(paths)
    scenarios, unreadable = read_files(files)
    if unreadable and atomic:
        refuse(unreadable)
    mode = ImportMode.ATOMIC if atomic else ImportMode.ISOLATING
    with open_database() as database:
        result = import_scenarios(database, scenarios, author=person(), note=note, mode=mode)
    answer(result, len(files), unreadable, as_json=as_json)


def every_name() -> list[str]:
    """Names of all stored scenarios."""
    names: list[str] = []
    with stored_scenarios() as stored:
        while (page := stored.page(limit=1_000, offset=len(names))).items:
            names += [entry.name for entry in page.items]
    return names


def refuse_missing(names: tuple[str, ...]) -> None:
    """Raise BadInput with a line for each name that nobody stored."""
    from medgen_assets.errors import BadInput, Problem

    if names:
        rule, hint = "no stored scenario has this name.", "See `medgen scenario list`."
        raise BadInput([Problem("scenario", repr(name), rule, hint) for name in names])


def files_of(paths: list[Path]) -> list[Path]:
    """The files named, and those in the folders named, in order of their names."""
    files: list[Path] = []
    for path in paths:
        inside = sorted(file for file in path.rglob("*") if file.is_file() and file.suffix in ENDINGS)
        files += inside if path.is_dir() else [path]
    return list(dict.fromkeys(files))


def read_files(files: list[Path]) -> "tuple[list[ImportedScenario], dict[str, list[str]]]":
    """The scenarios, and what is wrong with each file that holds none."""
    from medgen_assets.errors import BadInput
    from medgen_assets.scenario.loading import scenario_from_file
    from medgen_assets.store.scenario_import import ImportedScenario

    scenarios, unreadable = [], {}
    for file in files:
        try:
            found = scenario_from_file(file).scenario
        except BadInput as error:
            unreadable[str(file)] = error.lines()
        else:
            scenarios.append(ImportedScenario(found.name, found.document(), str(file)))
    return scenarios, unreadable


def refuse(unreadable: dict[str, list[str]]) -> None:
    """Raise BadInput with every line of every file."""
    from medgen_assets.errors import BadInput, Problem

    raise BadInput(
        [Problem(file, "no scenario", line) for file, lines in unreadable.items() for line in lines]
    )


def answer(result: "ImportResult", scanned: int, unreadable: dict[str, list[str]], *, as_json: bool) -> None:
    """Say what became of the files; the counts add up to them."""
    rejections: list[dict[str, Any]] = [
        {"file": entry.source, "name": entry.name, "rule": entry.rule, "other": entry.other}
        for entry in result.rejections
    ]
    rejections += [
        {"file": file, "name": None, "rule": line, "other": None}
        for file, lines in unreadable.items()
        for line in lines
    ]
    counts = {"inserted": result.inserted, "updated": result.updated, "unchanged": result.unchanged}
    counts["rejected"] = scanned - sum(counts.values())
    if as_json:
        say_json({"mode": str(result.mode), "scanned": scanned, **counts, "problems": rejections})
        return
    whisper(*(f"medgen: {entry['file']}: {entry['rule']}" for entry in rejections))
    say(f"{scanned:,} files: " + ", ".join(f"{count:,} {name}" for name, count in counts.items()) + ".")
