"""What images show: the studies, what they are asked, and the crosswalk from conditions to finding models."""

from collections.abc import Iterator, Mapping
from functools import cache

import polars as pl

from medgen_assets.errors import Problem
from medgen_assets.reference.own_findings import FindingModel, own_findings
from medgen_assets.reference.tables import csv_table
from medgen_assets.schemas.imaging import LATERALITY, ImagingQuestions, ImagingStudies, InjuryFindings
from medgen_assets.vocabulary import Laterality

OWN_IDS = "^OIFM_MDGN_"


@cache
def imaging_studies() -> pl.DataFrame:
    """The treatments that make images."""
    return csv_table("imaging_studies", ImagingStudies)


@cache
def imaging_questions() -> pl.DataFrame:
    """What each study is asked."""
    return csv_table("imaging_questions", ImagingQuestions)


@cache
def injury_findings() -> pl.DataFrame:
    """The whole crosswalk, to medgen's own models and to published ones."""
    return csv_table("injury_findings", InjuryFindings)


@cache
def own_links() -> pl.DataFrame:
    """The part of the crosswalk that leads to medgen's own models, of which reports are made."""
    return injury_findings().filter(pl.col("oifm_id").str.contains(OWN_IDS))


def own_models() -> dict[str, FindingModel]:
    """The models that medgen brings along, by id."""
    return {model.oifm_id: model for model in own_findings().values()}


def dangling(links: pl.DataFrame, models: Mapping[str, FindingModel]) -> list[Problem]:
    """Links whose model, attribute or value is not among these models; each once, with the way out."""
    named = links.select("oifm_id", "finding", "attribute", "values").unique(maintain_order=True)
    return [problem for row in named.iter_rows(named=True) for problem in _problems(row, models)]


def _problems(row: Mapping[str, object], models: Mapping[str, FindingModel]) -> Iterator[Problem]:
    where = f"injury_findings: {row['oifm_id']} {row['finding']!r}"
    model = models.get(str(row["oifm_id"]))
    if model is None:
        yield Problem(where, "missing", "a link leads to a model of the catalogue.", "Load its source.")
        return
    if model.name.casefold() != str(row["finding"]).casefold():
        yield Problem(where, repr(model.name), "a link names the model as the catalogue does.", "Review it.")
    attribute = model.attributes.get(str(row["attribute"]))
    if attribute is None:
        yield Problem(f"{where}.{row['attribute']}", "missing", "the model has this attribute.", "Review it.")
        return
    for value in row["values"] or ():  # type: ignore[attr-defined]
        wanted = list(Laterality) if value == LATERALITY else [value]
        if any(one not in attribute.codes for one in wanted):
            place = f"{where}.{row['attribute']}.{value}"
            yield Problem(place, "missing", "the attribute has a value of this name.", "Review it.")
