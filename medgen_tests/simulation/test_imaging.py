"""Images show what is true, on the right side, where and when they are made; and say what is not there."""

from functools import cache

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.reference.imaging import imaging_questions, imaging_studies, injury_findings
from medgen_assets.reference.own_findings import own_findings
from medgen_tests.simulation.exercises import shared

REPORT = ["patient_id", "report_no"]
KEYS = ["code_system", "code"]


@cache
def findings() -> pl.DataFrame:
    """The shared exercise's findings with the study that made them."""
    codes = clinical.treatments().filter("is_imaging").select("treatment_id", *KEYS)
    studies = shared()["treatments"].cast({"code_system": pl.String, "code": pl.String})
    studies = studies.join(codes, on=KEYS).select("patient_id", "treatment_no", "treatment_id")
    text = shared()["imaging_findings"].with_columns(pl.selectors.enum().cast(pl.String))
    return text.join(studies, on=["patient_id", "treatment_no"], validate="m:1")


def presence() -> pl.DataFrame:
    return findings().filter(pl.col("attribute_no") == 0)


def said(finding: str, study: str) -> set[str]:
    """Values of presence that reports of a study give for a finding."""
    return set(presence().filter(finding=finding, treatment_id=study)["value"])


def test_every_study_has_one_report_and_nothing_else_has() -> None:
    studies = clinical.treatments().filter("is_imaging")["code"].to_list()
    made = shared()["treatments"].filter(pl.col("code").cast(pl.String).is_in(studies))

    assert findings().select("patient_id", "treatment_no").unique().height == made.height


def test_reports_are_numbered_in_time() -> None:
    reports = presence().group_by("patient_id", maintain_order=True).agg(pl.col("report_no", "at"))

    assert all(
        numbers == sorted(numbers) and moments == sorted(moments)
        for numbers, moments in reports.select("report_no", "at").iter_rows()
    )


def test_images_are_made_during_a_stay_at_the_facility() -> None:
    stays = shared()["visits"].select("patient_id", "facility_id", "arrived_at", "left_at")
    images = presence().select("patient_id", "facility_id", "at").unique()
    within = images.join(stays, on=["patient_id", "facility_id"]).filter(
        pl.col("at").is_between("arrived_at", "left_at")
    )

    assert within.unique(["patient_id", "facility_id", "at"]).height == images.height


def test_nobody_is_imaged_before_role_2() -> None:
    assert set(findings()["role"]) <= {"ROLE_2", "ROLE_3", "ROLE_4"}


@pytest.mark.parametrize(("study", "modality"), imaging_studies().select("treatment_id", "modality").rows())
def test_a_study_has_its_modality(study: str, modality: str) -> None:
    assert set(findings().filter(treatment_id=study)["modality"]) <= {modality}


def test_what_is_seen_shows_on_this_kind_of_image_in_this_part_of_the_body() -> None:
    seen = presence().filter(value="present")
    injuries = shared()["injuries"].select("patient_id", "injury_no", "condition_id", "body_region")
    regions = imaging_studies().select("treatment_id", "only_findings", study_regions="body_regions")
    links = injury_findings().select("condition_id", finding_id="oifm_id", shown_on="modalities").unique()
    owned = (
        seen.join(injuries, on=["patient_id", "injury_no"], validate="m:1")
        .join(regions, on="treatment_id")
        .join(links, on=["condition_id", "finding_id"], validate="m:1")
    )

    assert owned.height == seen.height
    assert owned.filter(~pl.col("shown_on").list.contains(pl.col("modality"))).height == 0
    assert owned.filter(~pl.col("study_regions").list.contains(pl.col("body_region"))).height == 0
    not_sought = ~pl.col("only_findings").list.contains(pl.col("finding"))
    assert owned.filter((pl.col("only_findings").list.len() > 0) & not_sought).height == 0


def test_everything_that_an_image_can_show_is_seen() -> None:
    femur = shared()["injuries"].filter(pl.col("condition_id").str.starts_with("femur_"))
    images = presence().filter(treatment_id="bone_xray").join(femur, on="patient_id", how="semi")
    silent = (
        images.group_by(REPORT)
        .agg(seen=(pl.col("finding") == "femur fracture").any())
        .filter(~pl.col("seen"))
    )

    assert images.height > 0
    assert silent.height == 0


def test_no_report_says_yes_and_no() -> None:
    answers = presence().group_by(*REPORT, "finding").agg(pl.col("value").n_unique())

    assert answers.filter(pl.col("value") > 1).height == 0


def test_a_question_that_is_answered_is_not_denied() -> None:
    denied = presence().filter(value="absent").select(*REPORT, "treatment_id", "finding")
    answers = imaging_questions().select("treatment_id", "finding", yes="answered_by").explode("yes").unique()
    contradicted = denied.join(answers, on=["treatment_id", "finding"]).join(
        presence().filter(value="present").select(*REPORT, yes="finding"), on=[*REPORT, "yes"]
    )

    assert contradicted.height == 0


def test_sonography_in_trauma_says_of_four_things_whether_they_are_there() -> None:
    four = ("hemoperitoneum", "pericardial tamponade", "traumatic pneumothorax", "traumatic hemothorax")
    other = {"traumatic tension pneumothorax", "open pneumothorax", "penetrating cardiac injury"}
    injured = shared()["patients"].filter(pl.col("casualty_class") != "DISEASE")
    reports = presence().filter(treatment_id="efast").join(injured, on="patient_id", how="semi")
    said_of = reports.group_by(REPORT).agg(pl.col("finding"))["finding"].to_list()

    assert reports.filter(value="absent").height > 0
    assert [found for found in said_of if not set(four) <= set(found) and not other & set(found)] == []


def test_an_image_without_anything_says_so() -> None:
    assert said("acute bone injury", "bone_xray") == {"absent"}


def test_presence_comes_first_in_every_finding() -> None:
    assert set(presence()["attribute"]) == {"presence"}
    assert set(presence()["value"]) == {"present", "absent"}


def test_a_finding_looks_the_same_on_every_image() -> None:
    looks = findings().filter(pl.col("injury_no").is_not_null())
    seen = looks.group_by("patient_id", "injury_no", "finding", "attribute").agg(
        pl.struct("value", "number").n_unique().alias("looks")
    )

    assert seen.filter(pl.col("looks") > 1).height == 0


def test_numbers_are_whole_and_within_the_bounds_of_their_link() -> None:
    injuries = shared()["injuries"].select("patient_id", "injury_no", "condition_id", "severity")
    links = injury_findings().select(
        "condition_id", "severity_min", "severity_max", "attribute", "low", "high", finding_id="oifm_id"
    )
    numbers = (
        findings()
        .filter(pl.col("number").is_not_null())
        .join(injuries, on=["patient_id", "injury_no"])
        .join(links, on=["condition_id", "finding_id", "attribute"])
        .filter(pl.col("severity").is_between("severity_min", "severity_max"))
    )

    assert numbers.height == findings()["number"].count()
    assert numbers.filter(
        ~pl.col("number").is_between("low", "high") | (pl.col("number") != pl.col("number").floor())
    ).is_empty()


def test_worse_injuries_look_worse() -> None:
    blood = findings().filter(finding="traumatic hemothorax", attribute="volume")
    injuries = shared()["injuries"].select("patient_id", "injury_no", "severity")
    by_severity = (
        blood.join(injuries, on=["patient_id", "injury_no"])
        .group_by(pl.col("severity") >= 4)
        .agg(pl.col("number").mean())
        .sort("severity")["number"]
        .to_list()
    )

    assert by_severity[0] < by_severity[1]


def test_ids_and_names_are_those_of_the_models() -> None:
    known = {
        (model.oifm_id, model.name, attribute.oifma_id, attribute.name, attribute.unit)
        for model in own_findings().values()
        for attribute in model.attributes.values()
    }
    used = findings().select("finding_id", "finding", "attribute_id", "attribute", "unit").unique().rows()

    assert set(used) <= known


def test_every_injury_with_a_side_has_one_for_its_images() -> None:
    sided = clinical.conditions().filter("is_sided").select("condition_id")
    without = (
        shared()["injuries"].filter(pl.col("laterality").is_null()).join(sided, on="condition_id", how="semi")
    )

    assert without.height == 0
