"""Images of injuries: which study shows what, which finding a condition leaves on it, and what was reported."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.clinical import IDENTIFIER
from medgen_assets.schemas.columns import category, instant
from medgen_assets.schemas.finding_models import ATTRIBUTE_IDENTIFIER, VALUE_CODE
from medgen_assets.schemas.finding_models import IDENTIFIER as FINDING_IDENTIFIER
from medgen_assets.vocabulary import LATERALITY, BodyRegion, LinkRelation, Modality, Role


def _regions(description: str, *, may_be_empty: bool = False) -> dy.List:
    return dy.List(
        dy.String(check=lambda column: column.is_in([str(region) for region in BodyRegion])),
        min_length=0 if may_be_empty else 1,
        description=description,
    )


def _source() -> dy.String:
    return dy.String(min_length=8, description="Where the row comes from")


class ImagingStudies(dy.Schema):
    """The treatments that make images: how, and of which part of the body."""

    treatment_id = dy.String(primary_key=True, regex=IDENTIFIER, description="The study, as a treatment")
    modality = category(Modality, "How the image is made")
    body_regions = _regions("Regions that the image shows")
    only_findings = dy.List(dy.String(), description="Findings that it looks for; empty: whatever is there")
    source = _source()


class ImagingQuestions(dy.Schema):
    """What a study is asked, and answers with no if nothing on it says yes."""

    treatment_id = dy.String(primary_key=True, regex=IDENTIFIER, description="The study, as a treatment")
    is_injury = dy.Bool(primary_key=True, description="Asked of the injured; if not, of the ill")
    body_regions = _regions("Asked when the worst condition lies here; empty: always", may_be_empty=True)
    oifm_id = dy.String(primary_key=True, regex=FINDING_IDENTIFIER, description="Finding asked for")
    finding = dy.String(min_length=5, description="Its name")
    answered_by = dy.List(dy.String(), description="Findings that say yes as well")
    source = _source()


class InjuryFindings(dy.Schema):
    """The crosswalk: what a condition of some severity leaves on an image, one attribute a row."""

    condition_id = dy.String(primary_key=True, regex=IDENTIFIER, description="Condition")
    severity_min = dy.Int64(primary_key=True, min=1, max=6, description="From this severity")
    severity_max = dy.Int64(min=1, max=6, description="Up to this severity")
    oifm_id = dy.String(primary_key=True, regex=FINDING_IDENTIFIER, description="Finding model")
    finding = dy.String(min_length=5, description="Its name")
    attribute = dy.String(primary_key=True, min_length=3, description="Name of the attribute")
    values = dy.List(
        dy.String(min_length=1),
        description=f"Names of its values, each as likely; {LATERALITY} takes the side of the injury",
    )
    low = dy.Float64(nullable=True, description="Lowest number, of a numeric attribute")
    high = dy.Float64(nullable=True, description="Highest number")
    relation = category(LinkRelation, "What the finding is to the condition")
    modalities = dy.List(
        dy.String(check=lambda column: column.is_in([str(modality) for modality in Modality])),
        description="Images that show it; none for what is only seen",
    )
    source = _source()

    @dy.rule()
    def severities_are_ordered(cls) -> pl.Expr:
        return pl.col("severity_min") <= pl.col("severity_max")

    @dy.rule()
    def a_row_has_values_or_numbers(cls) -> pl.Expr:
        has_values = pl.col("values").list.len() > 0
        return (has_values & pl.col("low").is_null()) | (~has_values & (pl.col("low") <= pl.col("high")))


class ImagingFindings(dy.Schema):
    """What images showed, and what they were asked and did not show: one row per attribute of each finding."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Whose images")
    report_no = dy.Int64(primary_key=True, min=0, description="Number of the report, from 0, in time order")
    finding_no = dy.Int64(primary_key=True, min=0, description="Number of the finding in the report, from 0")
    attribute_no = dy.Int64(primary_key=True, min=0, description="Number of the attribute, from 0: presence")
    treatment_no = dy.Int64(min=0, description="The study, as a row of treatments")
    at = instant("Moment of the study")
    facility_id = dy.String(description="Facility that made it")
    role = category(Role, "Its role")
    modality = category(Modality, "How the image is made")
    injury_no = dy.Int64(nullable=True, min=0, description="Injury that is seen; null for what is not there")
    finding_id = dy.String(regex=FINDING_IDENTIFIER, description="Finding model")
    finding = dy.String(min_length=5, description="Its name")
    attribute_id = dy.String(regex=ATTRIBUTE_IDENTIFIER, description="Attribute of the model")
    attribute = dy.String(min_length=3, description="Its name")
    value_code = dy.String(nullable=True, regex=VALUE_CODE, description="Code of the value; null of a number")
    value = dy.String(nullable=True, description="Name of the value; null of a number")
    number = dy.Float64(
        nullable=True, description="Value of a numeric attribute", metadata={"unit": "see unit"}
    )
    unit = dy.String(nullable=True, description="Unit of the number")

    @dy.rule()
    def a_value_has_a_name_and_a_code_or_is_a_number(cls) -> pl.Expr:
        named = pl.col("value").is_not_null() & pl.col("value_code").is_not_null()
        return named == pl.col("number").is_null()
