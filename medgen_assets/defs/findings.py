"""The findings catalogue as assets: a folder's models, the catalogue in Postgres, the links of injuries to it."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import dataframely as dy
from pydantic import Field

from medgen_assets.defs import pictures
from medgen_assets.defs.finding_catalogue import kept_versions, switches_of
from medgen_assets.defs.finding_links import linked_models
from medgen_assets.defs.finding_loads import LoadOptions, keep_own_models, load_folder, memory_for, reading_of
from medgen_assets.defs.finding_tables import (
    by_rule,
    catalogue_sources,
    finding_files,
    problem_table,
    resolved_links,
)
from medgen_assets.defs.postgres import PostgresResource
from medgen_assets.defs.selections import named
from medgen_assets.defs.tables import COLUMN_SCHEMA, ROW_COUNT, column_schema
from medgen_assets.findings.names import source_of
from medgen_assets.findings.planning import planned
from medgen_assets.findings.reading import read_folder
from medgen_assets.fingerprint import fingerprint
from medgen_assets.reference.crosswalk import dangling, named_links
from medgen_assets.reference.own_findings import FOLDER
from medgen_assets.schemas.finding_switches import off_by_variable, switches_without
from medgen_assets.schemas.finding_tables import CatalogueSources, FindingFiles, InjuryFindingLinks
from medgen_assets.schemas.findings import OWN_SOURCE, LoadedFolder
from medgen_assets.store.finding_reading import Findings

FOLDER_VARIABLE = "MEDGEN_FINDINGS_FOLDER"
ASSETS_OF_FINDINGS = ("finding_models", "finding_catalogue", "injury_finding_links")
VALID, UNIQUE = "every_file_is_valid", "no_two_models_collide"
ADDS_UP, HELD = "every_file_is_accounted_for", "the_catalogue_holds_what_was_loaded"
OWN_LINKS, OTHER_LINKS = (
    "every_own_link_leads_into_the_catalogue",
    "every_other_link_leads_into_the_catalogue",
)
WARN = dg.AssetCheckSeverity.WARN


class FindingFolder(dg.ConfigurableResource[None]):
    """Where finding models are taken from."""

    folder: str = Field(
        default="", description=f"Folder of *.fm.json files; empty: {FOLDER_VARIABLE}, or medgen's own."
    )
    removes_missing: bool = Field(default=True, description="Off: a model whose file is gone stays.")

    def path(self) -> Path:
        """The folder."""
        return Path(self.folder or os.environ.get(FOLDER_VARIABLE) or FOLDER)

    def source(self) -> str:
        """The name of its source."""
        return OWN_SOURCE if self.path() == FOLDER else source_of(self.path())


def asset_of_findings(
    name: str, schema: type[dy.Schema], kind: str, deps: Sequence[Any], facts: Mapping[str, str]
) -> Callable[[Callable[..., Any]], dg.AssetsDefinition]:
    """An asset of the catalogue with its columns, and a check for each fact that holds of it."""
    return dg.asset(
        name=name,
        group_name="findings",
        deps=deps,
        owners=["team:medgen"],
        kinds={kind},
        tags={"room": "findings"},
        code_version="1",
        metadata={COLUMN_SCHEMA: column_schema(schema)},
        check_specs=[dg.AssetCheckSpec(check, asset=name, description=fact) for check, fact in facts.items()],
    )


@asset_of_findings(
    "finding_models",
    FindingFiles,
    "json",
    (),
    {
        VALID: "No file fails by itself: it is JSON of the published form, every value code at its place.",
        UNIQUE: "No identifier, name, slug or attribute identifier stands in two files.",
    },
)
def finding_models(finding_folder: FindingFolder) -> Iterator[dg.MaterializeResult[Any]]:
    """The finding models of a folder, each file read once, checked by itself and against the others."""
    folder = finding_folder.path()
    options = LoadOptions(switches=switches_without(off_by_variable() or ()))
    reading = replace(reading_of(options, []), with_rows=False)
    read = read_folder(folder, reading, memory_for(options, folder))
    plan = planned(read, finding_folder.source(), [], [], removes_missing=True)
    files = finding_files(read, plan)
    yield dg.MaterializeResult(
        data_version=dg.DataVersion(fingerprint({file.file: file.sha256 for file in read.files})),
        metadata={
            ROW_COUNT: files.height,
            "folder": dg.MetadataValue.path(folder),
            "files": pictures.table(files),
            "files by state": pictures.table(files.group_by("state").len("files").sort("state")),
            "problems": pictures.table(problem_table(plan.all_problems(read))),
            "warnings by rule": pictures.table(by_rule(plan.all_warnings(read))),
            "files left closed": read.skipped,
        },
        check_results=[
            check(VALID, is_passed=not read.invalid, severity=WARN, invalid=len(read.invalid)),
            check(UNIQUE, is_passed=not plan.rejected, severity=WARN, rejected=len(plan.rejected)),
        ],
    )


@asset_of_findings(
    "finding_catalogue",
    CatalogueSources,
    "postgres",
    [finding_models],
    {
        ADDS_UP: "Files are valid or invalid; valid ones inserted, updated, unchanged or rejected; none is lost.",
        HELD: "The source holds as many models as were inserted, updated, unchanged and kept.",
    },
)
def finding_catalogue(
    database: PostgresResource, finding_folder: FindingFolder
) -> Iterator[dg.MaterializeResult[Any]]:
    """The catalogue of finding models in Postgres, in versions; a folder replaces what its source held."""
    switches = switches_of(database.opened)
    keep_own_models(database.opened, switches)
    options = LoadOptions(
        source=finding_folder.source(),
        removes_missing=finding_folder.removes_missing,
        switches=switches,
        keep_versions=kept_versions(database.opened),
    )
    loaded = load_folder(database.opened, finding_folder.path(), options)
    stats = Findings(database.opened).stats()
    sources = catalogue_sources(stats.sources)
    held = next(entry.models for entry in stats.sources if entry.source == loaded.source)
    stored = loaded.inserted + loaded.updated + loaded.unchanged
    yield dg.MaterializeResult(
        data_version=dg.DataVersion(str(loaded.version)),
        metadata={
            ROW_COUNT: stats.models,
            "version": loaded.version or 0,
            "sources": pictures.table(sources),
            "models by source": pictures.bars(sources["models"].to_list(), "Models of each source"),
            **{
                name: getattr(loaded, name)
                for name in ("inserted", "updated", "unchanged", "rejected", "removed")
            },
            "statements": loaded.statements,
            "seconds": sum(loaded.seconds.values()),
        },
        check_results=[
            check(ADDS_UP, is_passed=adds_up(loaded), scanned=loaded.scanned),
            check(HELD, is_passed=held == stored + loaded.kept, held=held, stored=stored, kept=loaded.kept),
        ],
    )


@asset_of_findings(
    "injury_finding_links",
    InjuryFindingLinks,
    "polars",
    [finding_catalogue, "injury_findings"],
    {
        OWN_LINKS: "Each link to a model of medgen's own names a model, an attribute and a value that are there.",
        OTHER_LINKS: "The same for links to published models; they dangle while their source is not loaded.",
    },
)
def injury_finding_links(database: PostgresResource) -> Iterator[dg.MaterializeResult[Any]]:
    """What injuries leave on images, resolved against the catalogue in force, attributes and values by name."""
    findings = Findings(database.opened)
    models = linked_models(findings)
    links = resolved_links(models, findings.version())
    own = dangling(models, [link for link in named_links() if link.is_own])
    other = [problem for problem in dangling(models) if problem not in own]
    yield dg.MaterializeResult(
        data_version=dg.DataVersion(fingerprint(links.rows())),
        metadata={
            ROW_COUNT: links.height,
            "links": pictures.table(links),
            "links by relation": pictures.table(links.group_by("relation").len("links").sort("relation")),
            "dangling": dg.MetadataValue.md("\n".join(f"- {problem}" for problem in own + other) or "none"),
        },
        check_results=[
            check(OWN_LINKS, is_passed=not own, dangling=len(own)),
            check(OTHER_LINKS, is_passed=not other, severity=WARN, dangling=len(other)),
        ],
    )


def adds_up(loaded: LoadedFolder) -> bool:
    """Whether every file of a load is told of exactly once."""
    sorted_out = loaded.inserted + loaded.updated + loaded.unchanged + loaded.rejected
    return loaded.scanned == loaded.valid + loaded.invalid and loaded.valid == sorted_out


def check(
    name: str,
    *,
    is_passed: bool,
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR,
    **counts: int,
) -> dg.AssetCheckResult:
    """The result of a check with what was counted."""
    return dg.AssetCheckResult(passed=is_passed, check_name=name, severity=severity, metadata=dict(counts))


FINDING_ASSETS = (finding_models, finding_catalogue, injury_finding_links)
loaded_findings = dg.define_asset_job(
    "loaded_findings",
    selection=named(ASSETS_OF_FINDINGS),
    description="The findings catalogue, loaded from its folder, and the links of injuries to it.",
)
