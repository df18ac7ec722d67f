"""What images show: the studies, what they are asked, and the crosswalk from conditions to finding models."""

from functools import cache

import polars as pl

from medgen_assets.reference.crosswalk import OWN_PREFIX
from medgen_assets.reference.own_findings import FindingModel, own_findings
from medgen_assets.reference.tables import csv_table
from medgen_assets.schemas.imaging import ImagingQuestions, ImagingStudies, InjuryFindings


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
    return injury_findings().filter(pl.col("oifm_id").str.starts_with(OWN_PREFIX))


def own_models() -> dict[str, FindingModel]:
    """The models that medgen brings along, by id."""
    return {model.oifm_id: model for model in own_findings().values()}
