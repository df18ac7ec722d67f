"""What assets show of finding models: tables of files, problems, sources and links."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import dataframely as dy
import polars as pl

from medgen_assets.reference.imaging import injury_findings
from medgen_assets.reference.own_findings import FindingModel
from medgen_assets.schemas.finding_catalogue import SourceEntry
from medgen_assets.schemas.finding_tables import CatalogueSources, FindingFiles, InjuryFindingLinks
from medgen_assets.schemas.findings import FindingProblem, LoadPlan, ReadFile, ReadFolder

LINKED = (
    "condition_id",
    "severity_min",
    "severity_max",
    "oifm_id",
    "finding",
    "attribute",
    "values",
    "relation",
)


def finding_files(read: ReadFolder, plan: LoadPlan) -> pl.DataFrame:
    """The files of a folder and what came of them (table FindingFiles)."""
    rejected = {file.file for file in plan.rejected}
    collisions = Counter(problem.file for problem in plan.collisions)
    rows = [_file_row(file, collisions[file.file], is_rejected=file.file in rejected) for file in read.files]
    return FindingFiles.validate(frame(FindingFiles, rows))


def _file_row(file: ReadFile, collisions: int, *, is_rejected: bool) -> tuple[Any, ...]:
    facts = file.facts
    state = "invalid" if facts is None else "rejected" if is_rejected else "accepted"
    named = (None, None) if facts is None else (facts.oifm_id, facts.name)
    return (file.file, file.sha256, *named, state, len(file.errors) + collisions, len(file.warnings))


def frame(schema: type[dy.Schema], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Rows under the columns of a schema."""
    dtypes = {name: column.dtype for name, column in schema.columns().items()}
    return pl.DataFrame(rows, schema=dtypes, orient="row")


def problem_table(problems: Sequence[FindingProblem]) -> pl.DataFrame:
    """Problems one by one, without the rules that nothing broke."""
    columns = ("file", "place", "rule", "message")
    return pl.DataFrame(
        [problem[:4] for problem in problems], schema=dict.fromkeys(columns, pl.String), orient="row"
    )


def by_rule(problems: Sequence[FindingProblem]) -> pl.DataFrame:
    """How often each rule was broken, most often first."""
    counts = Counter(problem.rule for problem in problems).most_common()
    return pl.DataFrame(counts, schema={"rule": pl.String, "count": pl.Int64}, orient="row")


def catalogue_sources(entries: Sequence[SourceEntry]) -> pl.DataFrame:
    """The sources of the catalogue (table CatalogueSources)."""
    rows = [
        (entry.source, entry.models, entry.scanned, entry.invalid, entry.rejected, entry.warnings)
        for entry in entries
    ]
    return CatalogueSources.validate(frame(CatalogueSources, rows))


def resolved_links(models: dict[str, FindingModel], version: int) -> pl.DataFrame:
    """The crosswalk with the identifiers of attributes and values, found by name, never by position."""
    links = injury_findings().select(LINKED).unique(maintain_order=True).rows(named=True)
    rows = [row for link in links for row in _resolved(link, models.get(link["oifm_id"]), version)]
    return InjuryFindingLinks.validate(frame(InjuryFindingLinks, rows))


def _resolved(link: dict[str, Any], model: FindingModel | None, version: int) -> list[tuple[Any, ...]]:
    attribute = model.attributes.get(link["attribute"]) if model else None
    codes = attribute.codes if attribute else {}
    start = (
        link["condition_id"],
        link["severity_min"],
        link["severity_max"],
        link["oifm_id"],
        link["finding"],
    )
    oifma_id = attribute.oifma_id if attribute else None
    return [
        (
            *start,
            oifma_id,
            link["attribute"],
            codes.get(value) if value else None,
            value,
            link["relation"],
            version,
        )
        for value in link["values"] or (None,)
    ]
