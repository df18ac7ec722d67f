"""`medgen scenario`: list, show, add, update, delete, validate, compare the stored, versioned scenarios."""

from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medgen_assets.cli.answers import plain, say, say_json, table, whisper
from medgen_assets.cli.options import AsJson, Named, Patients, Seed, asked_scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medgen_assets.scenario.loading import LoadedScenario
    from medgen_assets.store.pages import Page
    from medgen_assets.store.scenario_rows import ScenarioEntry
    from medgen_assets.store.scenarios import Scenarios

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(help="Name of a stored scenario.")]
File = Annotated[str, typer.Argument(help="A YAML or JSON file, a stored scenario or a preset.")]
Note = Annotated[str, typer.Option(help="What it is for, or what has changed.")]

LIST_LIMIT = 1_000
"""Stored scenarios shown unless told otherwise (assumption: nobody reads more)."""


class Order(StrEnum):
    """What the list is sorted by."""

    NAME = "name"
    CREATED = "created_at"
    UPDATED = "updated_at"


@app.command("list")
def list_scenarios(
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many stored scenarios.")] = LIST_LIMIT,
    offset: Annotated[int, typer.Option(min=0, help="How many to pass over first.")] = 0,
    order: Annotated[Order, typer.Option(help="Sorted by this.")] = Order.NAME,
    descending: Annotated[bool, typer.Option("--descending", help="The last one first.")] = False,
    deleted: Annotated[bool, typer.Option("--deleted", help="Those that were deleted, too.")] = False,
    as_json: AsJson = False,
) -> None:
    """The presets and the stored scenarios."""
    from medgen_assets.scenario.loading import preset, preset_names

    presets = [{"name": name, "description": preset(name).description} for name in preset_names()]
    found = stored_page(
        order=order.value, is_descending=descending, limit=limit, offset=offset, with_deleted=deleted
    )
    stored = [plain(entry) for entry in found.items] if found else []
    if as_json:
        say_json({"stored": stored, "total": found.total if found else 0, "presets": presets})
        return
    columns = ("name", "version", "is_automatic", "author", "updated_at", "note")
    say(*(table(stored, columns) if stored else ["No stored scenarios."]), "", "Presets:")
    say(*(f"  {entry['name']:<20} {entry['description']}" for entry in presets))


@app.command()
def show(
    scenario: Named,
    *,
    resolved: Annotated[bool, typer.Option("--resolved", help="With every default filled in.")] = False,
    version: Annotated[int | None, typer.Option(help="A version of a stored scenario.")] = None,
    as_json: AsJson = False,
) -> None:
    """A scenario as a YAML document."""
    from medgen_assets.defs.lookup import found_scenario

    loaded = found_scenario(scenario).loaded if version is None else stored_version(scenario, version)
    shown = loaded.scenario.resolved() if resolved else loaded.scenario
    whisper(*loaded.notes)
    if as_json:
        say_json(shown.document())
    else:
        say(shown.to_yaml().rstrip())


@app.command()
def add(
    file: File,
    *,
    note: Note = "",
    automatic: Annotated[
        bool, typer.Option("--automatic", help="Remake its data set by itself on a change.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Store a scenario under its name."""
    from medgen_assets.store.person import person

    loaded = loaded_file(file)
    with stored_scenarios() as stored:
        version = stored.add(
            loaded.scenario.name,
            loaded.scenario.document(),
            author=person(),
            note=note,
            is_automatic=automatic,
        )
    answer_version(loaded, version, as_json=as_json)


@app.command()
def update(
    file: File,
    *,
    note: Note = "",
    version: Annotated[
        int | None, typer.Option(help="The version that was changed; else the current one.")
    ] = None,
    automatic: Annotated[
        bool | None, typer.Option("--automatic/--by-hand", help="Remake its data set by itself, or not.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Store the next version of a scenario."""
    from medgen_assets.store.person import person

    loaded = loaded_file(file)
    name = loaded.scenario.name
    with stored_scenarios() as stored:
        known = version if version is not None else stored.get(name).version
        stored_as = stored.update(
            name, loaded.scenario.document(), known_version=known, author=person(), note=note
        )
        if automatic is not None:
            stored.mark_automatic(name, automatic)
    answer_version(loaded, stored_as, as_json=as_json)


@app.command()
def delete(name: Name, *, as_json: AsJson = False) -> None:
    """Hide a stored scenario; its history stays."""
    with stored_scenarios() as stored:
        stored.delete(name)
    if as_json:
        say_json({"name": name, "is_deleted": True})
    else:
        say(f"{name} is deleted. `medgen scenario history {name}` still shows its versions.")


@app.command()
def restore(
    name: Name,
    version: Annotated[int, typer.Argument(help="The version to bring back.")],
    *,
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Store an earlier version as the next one; a deleted scenario comes back."""
    from medgen_assets.store.person import person

    with stored_scenarios() as stored:
        restored = stored.restore(name, version, author=person(), note=note)
    if as_json:
        say_json({"name": name, "version": restored})
    else:
        say(f"Version {version} of {name} is stored as version {restored}.")


@app.command()
def validate(file: File, *, as_json: AsJson = False) -> None:
    """Check a scenario; every problem has a line."""
    loaded = loaded_file(file)
    if as_json:
        say_json(
            {"name": loaded.scenario.name, "source": loaded.source, "is_valid": True, "notes": loaded.notes}
        )
    else:
        say(
            f"{loaded.source} is a valid scenario: {loaded.scenario.name}, {loaded.scenario.total_patients:,} patients."
        )


@app.command()
def diff(
    name: Name,
    before: Annotated[int, typer.Argument(help="Earlier version.")],
    after: Annotated[int | None, typer.Argument(help="Later version; else the current one.")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """What changed between two versions."""
    with stored_scenarios() as stored:
        later = after if after is not None else stored.get(name).version
        changes = [plain(change) for change in stored.diff(name, before, later)]
    if as_json:
        say_json({"name": name, "before": before, "after": later, "changes": changes})
    else:
        say(*(table(changes, ("path", "before", "after")) if changes else ["No difference."]))


@app.command()
def history(name: Name, *, as_json: AsJson = False) -> None:
    """Every version of a stored scenario, newest first."""
    with stored_scenarios() as stored:
        versions = [plain(version) for version in stored.history(name)]
    if as_json:
        say_json({"name": name, "versions": versions})
    else:
        say(*table(versions, ("version", "parent", "created_at", "author", "note")))


@app.command()
def partition(
    scenario: Named,
    *,
    patients: Patients = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Keep a scenario for Dagster and print its partition key."""
    from medgen_assets.defs.exercise import kept_scenario
    from medgen_assets.defs.lookup import found_scenario
    from medgen_assets.defs.storage import dagster_instance

    found = found_scenario(scenario)
    asked = asked_scenario(found.loaded.scenario, patients, seed)
    with dagster_instance() as instance:
        key = kept_scenario(instance, asked, found.version)
    if as_json:
        say_json(
            {"name": asked.name, "partition_key": key, "seed": asked.seed, "patients": asked.total_patients}
        )
    else:
        say(key)


@contextmanager
def stored_scenarios() -> "Iterator[Scenarios]":
    """The stored scenarios of the database."""
    from medgen_assets.store.opening import open_database
    from medgen_assets.store.scenarios import Scenarios

    with open_database() as database:
        yield Scenarios(database)


def stored_page(**asked: Any) -> "Page[ScenarioEntry] | None":
    """A page of the stored scenarios; no database is made for the question."""
    from medgen_assets.defs.lookup import has_database

    if not has_database():
        return None
    with stored_scenarios() as stored:
        return stored.page(**asked)


def stored_version(name: str, version: int) -> "LoadedScenario":
    """A version of a stored scenario."""
    from medgen_assets.scenario.loading import scenario_from_document

    with stored_scenarios() as stored:
        return scenario_from_document(stored.get(name, version).document, f"version {version} of {name}")


def loaded_file(file: str) -> "LoadedScenario":
    """The scenario in a file, and what its conversion changed on stderr."""
    from medgen_assets.defs.lookup import found_scenario

    loaded = found_scenario(file).loaded
    whisper(*loaded.notes)
    return loaded


def answer_version(loaded: "LoadedScenario", version: int, *, as_json: bool) -> None:
    """Say under which version a scenario is stored now."""
    if as_json:
        say_json({"name": loaded.scenario.name, "version": version})
    else:
        say(f"{loaded.scenario.name} is stored as version {version}.")
