"""`medgen findings`: load, validate, search, get, export and restore imaging finding models."""

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from medgen_assets.cli.answers import say, say_json, table
from medgen_assets.cli.endings import BAD_INPUT, DONE
from medgen_assets.cli.finding_answers import (
    plain_answers,
    plain_links,
    plain_load,
    plain_models,
    plain_places,
    show_answer,
    show_links,
    show_load,
    show_model,
    show_problems,
    show_warnings,
)
from medgen_assets.cli.lean import keep_lean
from medgen_assets.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from medgen_assets.defs.finding_catalogue import FindingCatalogue

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder with *.fm.json files, sub-folders included.")
]
Version = Annotated[int | None, typer.Option(help="A version of the catalogue; else the one in force.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only what was loaded as this source.")]
Texts = list[str] | None
Workers = Annotated[int, typer.Option(min=0, help="Processes that read; 0: as many as help.")]

PATH_OF_CODE = ("oifm_id", "name", "source", "system", "code", "oifma_id", "attribute", "value_code", "value")


@app.command()
def load(  # noqa: PLR0913, one parameter per option
    folder: Folder,
    *,
    source: Annotated[str, typer.Option(help="Name of the source; else the folder's name.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done and write nothing.")
    ] = False,
    atomic: Annotated[
        bool, typer.Option("--atomic", help="Write nothing at all if one file is bad.")
    ] = False,
    keep_missing: Annotated[
        bool, typer.Option("--keep-missing", help="Keep models whose file is gone.")
    ] = False,
    paranoid: Annotated[bool, typer.Option("--paranoid", help="Hash every file, changed or not.")] = False,
    workers: Workers = 0,
    as_json: AsJson = False,
) -> int:
    """Load a folder of finding models; it replaces what its source held."""
    from medgen_assets.defs.finding_catalogue import kept_versions
    from medgen_assets.defs.finding_links import dangling_links
    from medgen_assets.defs.finding_loads import LoadOptions, load_folder

    with opened(is_looked_at_only=dry_run) as catalogue:
        options = LoadOptions(
            source=source,
            is_dry_run=dry_run,
            is_atomic=atomic,
            removes_missing=not keep_missing,
            is_paranoid=paranoid,
            switches=catalogue.switches,
            keep_versions=kept_versions(catalogue.database),
            workers=workers,
        )
        loaded = load_folder(catalogue.database, folder, options)
        dangling = dangling_links(catalogue.findings)
    if as_json:
        say_json(plain_load(loaded) | {"dangling_links": plain_links(dangling)})
    else:
        show_load(loaded)
        show_links(dangling)
    return int(loaded.mode == "atomic" and not loaded.is_written and not dry_run)


@app.command()
def validate(folder: Folder, *, workers: Workers = 0, as_json: AsJson = False) -> int:
    """Check a folder of finding models; nothing is stored."""
    from medgen_assets.findings.validation import validated
    from medgen_assets.schemas.finding_switches import off_by_variable, switches_without

    keep_lean()
    switches = switches_without(off_by_variable() or ())
    checked = validated(folder, workers if switches.concurrent_load else 1)
    if as_json:
        say_json({name: value for name, value in plain_load(checked).items() if name in VALIDATION})
    else:
        say(
            f"{checked.scanned} files: {checked.valid} valid, {checked.invalid} invalid, {checked.rejected} collide."
        )
        show_problems(checked.problems)
        show_warnings(checked.warnings)
    return int(bool(checked.problems))


VALIDATION = ("folder", "scanned", "valid", "invalid", "rejected", "problems", "warnings", "seconds")


@app.command()
def search(  # noqa: PLR0913, one parameter per option
    queries: Annotated[list[str], typer.Argument(metavar="Q...", help="What to look for; each is a query.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Models per query.")] = 10,
    offset: Annotated[int, typer.Option(min=0, help="Models to leave out at the top.")] = 0,
    source: Sources = None,
    organization: Annotated[Texts, typer.Option(help="Only models of this organisation's code.")] = None,
    tag: Annotated[Texts, typer.Option(help="Only models with this tag.")] = None,
    modality: Annotated[Texts, typer.Option(help="Only models seen by it: CT, MR, XR, US …")] = None,
    region: Annotated[Texts, typer.Option(help="Only models of this body region: THORAX …")] = None,
    system: Annotated[Texts, typer.Option(help="Only models with a code of this system.")] = None,
    version: Version = None,
    as_json: AsJson = False,
) -> int:
    """Find models by what they are called and how they are described, best first."""
    from medgen_assets.reference.finding_rules import modality_of_tag
    from medgen_assets.schemas.finding_search import FindingFilters, SearchOptions

    with opened() as catalogue:
        filters = FindingFilters(
            catalogue.sources_named(source or ()),
            tuple(organization or ()),
            tuple(one.lower() for one in tag or ()),
            tuple(modality_of_tag().get(one.lower(), one.upper()) for one in modality or ()),
            tuple(one.upper() for one in region or ()),
            tuple(system or ()),
        )
        answers = catalogue.search_many(queries, SearchOptions(limit, offset, filters, version))
    refused = [answer for answer in answers if isinstance(answer, BadInput)]
    if len(refused) == len(queries):
        raise BadInput([problem for refusal in refused for problem in refusal.problems])
    if as_json:
        say_json(plain_answers(answers))
    else:
        for query, answer in zip(queries, answers, strict=True):
            show_answer(query, answer)
    return BAD_INPUT if refused else DONE


@app.command()
def get(
    identifier: Annotated[
        str,
        typer.Argument(
            metavar="ID", help="OIFM_…, OIFMA_…, a value code, a name, a synonym, or SYSTEM:CODE."
        ),
    ],
    *,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Show one finding model, or where a code stands."""
    with opened() as catalogue:
        models = catalogue.get(identifier, version)
        places = [] if models else catalogue.with_code(identifier, version)
    if not models and not places:
        raise unknown(identifier)
    if as_json:
        say_json(plain_models(models) if models else plain_places(identifier, places))
    elif models:
        show_model(models)
    else:
        say(*table([place._asdict() for place in places], PATH_OF_CODE))


@app.command()
def stats(*, as_json: AsJson = False) -> None:
    """How much the catalogue holds, from which sources, in which version."""
    with opened() as catalogue:
        found = catalogue.findings.stats().document()
    if as_json:
        say_json(found)
        return
    say(
        f"Version {found['version']}: {found['models']:,} models, {found['attributes']:,} attributes, "
        f"{found['values']:,} values, {found['synonyms']:,} synonyms."
    )
    say(
        *table(
            found["sources"], ("source", "models", "scanned", "invalid", "rejected", "warnings", "loaded_at")
        )
    )
    say(
        *table(found["versions"], ("version", "action", "source", "inserted", "updated", "removed", "models"))
    )


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write to.")],
    *,
    source: Sources = None,
    version: Version = None,
    as_json: AsJson = False,
) -> None:
    """Write the models as *.fm.json files, one folder a source; no e-mail address is among them."""
    with opened() as catalogue:
        count = catalogue.export(folder, catalogue.sources_named(source or ()), version)
    if as_json:
        say_json({"out": str(folder), "models": count})
    else:
        say(f"{count:,} models in {folder}.")


@app.command()
def restore(
    version: Annotated[int, typer.Argument(help="Version to go back to; see stats.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Make an earlier version of the catalogue the one in force, as the next version."""
    with opened() as catalogue:
        current = catalogue.restore(version)
        models = catalogue.findings.stats().models
    if as_json:
        say_json({"restored": version, "version": current, "models": models})
    else:
        say(f"Version {current} holds what version {version} held: {models:,} models.")


@app.command()
def prune(
    *,
    keep: Annotated[
        int | None, typer.Option(min=1, help="Newest versions that stay, the one in force among them.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; remove nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove what held in none of the newest versions; the others stay searchable and restorable."""
    from medgen_assets.defs.finding_catalogue import kept_versions

    with opened(is_looked_at_only=dry_run) as catalogue:
        kept = keep or kept_versions(catalogue.database)
        gone = catalogue.prune(kept, is_dry_run=dry_run)
    if as_json:
        say_json({"keep": kept, "is_dry_run": dry_run, **gone._asdict()})
    else:
        verb = "would go" if dry_run else "removed"
        say(f"{gone.versions:,} versions and {gone.contents:,} contents of models {verb}.")


@contextmanager
def opened(*, is_looked_at_only: bool = False) -> "Iterator[FindingCatalogue]":
    """The catalogue of this MEDGEN_HOME, medgen's own models in it."""
    from medgen_assets.defs.finding_catalogue import FindingCatalogue
    from medgen_assets.defs.finding_loads import keep_own_models
    from medgen_assets.store.opening import open_database

    keep_lean()
    with open_database() as database:
        catalogue = FindingCatalogue(database)
        if not is_looked_at_only:
            keep_own_models(database, catalogue.switches)
        try:
            yield catalogue
        finally:
            catalogue.figures.tell()


def unknown(identifier: str) -> Exception:
    """The error for what nobody is called."""
    from medgen_assets.errors import Problem

    rule = "no finding model has this identifier, name, synonym or code."
    return BadInput([Problem("finding", repr(identifier), rule, "Try `medgen findings search`.")])
