"""The crosswalk covers what is imaged, leads to models that exist, and says by name what it means."""

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.reference.crosswalk import dangling, named_links
from medgen_assets.reference.imaging import (
    imaging_questions,
    imaging_studies,
    injury_findings,
    own_links,
    own_models,
)
from medgen_assets.reference.own_findings import PRESENCE, finding_model, own_findings
from medgen_assets.vocabulary import LATERALITY

NOT_ON_IMAGES = {
    "bee_sting",
    "corneal_abrasion",
    "corneal_foreign_body",
    "exertional_heat_injury",
    "hearing_loss",
    "heat_cramps",
    "heat_exhaustion",
    "heat_stroke",
    "heat_syncope",
    "hypothermia",
    "hypothermia_arrest",
    "hypothermia_mild",
    "hypothermia_severe",
    "insect_bite",
    "prickly_heat",
    "scorpion_sting",
    "spider_bite",
    "sting_anaphylaxis",
    "tinnitus_after_blast",
}
"""Injuries that no image shows: of heat, cold and venom, of hearing, and of the surface of the eye."""
PUBLISHED = {
    "oifm_id": "OIFM_MGB_944849",
    "name": "Rib Fracture",
    "attributes": [
        {
            "oifma_id": "OIFMA_MGB_080122",
            "name": "Presence ",
            "values": [
                {"name": "Present", "value_code": "OIFMA_MGB_080122.0"},
                {"name": "Absent", "value_code": "OIFMA_MGB_080122.1"},
            ],
        }
    ],
}
"""A published model whose presence is the first value, not the second (findingmodels 4475ac1)."""
RIBS = [link for link in named_links() if link.oifm_id == PUBLISHED["oifm_id"]]


def test_every_injury_has_a_finding_or_shows_on_no_image() -> None:
    injuries = clinical.conditions().filter(pl.col("casualty_classes").list.contains("DISEASE").not_())
    linked = set(own_links()["condition_id"])

    assert set(injuries["condition_id"]) - linked == NOT_ON_IMAGES


def test_conditions_of_links_exist() -> None:
    assert set(injury_findings()["condition_id"]) - set(clinical.conditions()["condition_id"]) == set()


def test_links_cover_each_severity_of_their_condition_and_no_other() -> None:
    windows = clinical.conditions().select("condition_id", "severity_min", "severity_max")
    joined = injury_findings().join(windows, on="condition_id", suffix="_of_condition")
    outside = joined.filter(
        (pl.col("severity_min") < pl.col("severity_min_of_condition"))
        | (pl.col("severity_max") > pl.col("severity_max_of_condition"))
    )

    assert outside.height == 0


def test_what_is_read_without_polars_is_what_is_read_with_it() -> None:
    columns = (
        injury_findings().select("oifm_id", "finding", "attribute", "values").unique(maintain_order=True)
    )

    assert list(named_links()) == [(*row[:3], tuple(row[3])) for row in columns.iter_rows()]


def test_links_to_models_of_medgen_dangle_nowhere() -> None:
    assert dangling(own_models(), [link for link in named_links() if link.is_own]) == []


def test_every_linked_finding_is_said_to_be_present() -> None:
    said = own_links().filter(pl.col("attribute") == PRESENCE)
    keys = ["condition_id", "oifm_id"]

    assert said["values"].to_list() == [["present"]] * said.height
    assert own_links().select(keys).unique().join(said, on=keys, how="anti").height == 0


def test_the_side_is_asked_of_injuries_that_have_one() -> None:
    sided = clinical.conditions().filter("is_sided")["condition_id"]
    sides = own_links().filter(pl.col("values").list.contains(LATERALITY))

    assert set(sides["condition_id"]) <= set(sided)
    with_side = [name for name, model in own_findings().items() if "side" in model.attributes]
    asked = own_links().filter(
        pl.col("condition_id").is_in(sided.implode()), pl.col("finding").is_in(with_side)
    )
    assert set(asked.select("condition_id", "oifm_id").rows()) == set(
        sides.select("condition_id", "oifm_id").rows()
    )


def test_numbers_lie_within_the_bounds_of_their_attribute() -> None:
    models = own_models()
    wrong = [
        row
        for row in own_links().filter(pl.col("low").is_not_null()).iter_rows(named=True)
        if not _within(models[row["oifm_id"]].attributes[row["attribute"]], row["low"], row["high"])
    ]

    assert wrong == []


def _within(attribute: object, low: float, high: float) -> bool:
    return attribute.minimum <= low <= high <= attribute.maximum  # type: ignore[attr-defined,no-any-return]


def test_severities_of_one_attribute_do_not_overlap() -> None:
    keys = ["condition_id", "oifm_id", "attribute"]
    ordered = injury_findings().sort(*keys, "severity_min")
    overlap = pl.col("severity_min") <= pl.col("severity_max").shift(1).over(keys)

    assert ordered.filter(overlap).height == 0


def test_presence_is_found_by_its_name_wherever_it_stands() -> None:
    model = finding_model(PUBLISHED)

    assert model.attributes["Presence"].codes["Present"] == "OIFMA_MGB_080122.0"
    assert dangling({model.oifm_id: model}, RIBS) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"oifm_id": "OIFM_MGB_000000"}, "injury_findings: OIFM_MGB_944849 'Rib Fracture'"),
        ({"attributes": []}, "injury_findings: OIFM_MGB_944849 'Rib Fracture'.Presence"),
        (
            {"attributes": [{**PUBLISHED["attributes"][0], "values": []}]},  # type: ignore[dict-item]
            "injury_findings: OIFM_MGB_944849 'Rib Fracture'.Presence.Present",
        ),
    ],
)
def test_a_link_that_leads_nowhere_is_named_with_its_place(change: dict[str, object], place: str) -> None:
    model = finding_model({**PUBLISHED, **change})
    problems = dangling({model.oifm_id: model}, RIBS)

    assert [problem.path for problem in problems] == [place]


def test_every_treatment_that_makes_images_is_a_study() -> None:
    made = clinical.treatments().filter("is_imaging")["treatment_id"]

    assert set(imaging_studies()["treatment_id"]) == set(made)


def test_every_study_is_asked_something_of_the_injured_and_of_the_ill() -> None:
    everywhere = imaging_questions().filter(
        (pl.col("body_regions").list.len() == 0) | (pl.col("treatment_id") == "ct_scan")
    )
    asked = set(everywhere.select("treatment_id", "is_injury").rows())
    studies = imaging_studies()["treatment_id"]

    assert asked >= {(study, True) for study in studies} | {(study, False) for study in studies}
    by_region = imaging_questions().filter(treatment_id="ct_scan", is_injury=False)["body_regions"]
    assert set(by_region.explode()) == set(clinical.body_regions()["body_region"])


def test_questions_and_their_answers_are_models_of_medgen() -> None:
    questions = imaging_questions()
    ids = {model.oifm_id: model.name for model in own_findings().values()}

    assert all(ids[oifm_id] == name for oifm_id, name in questions.select("oifm_id", "finding").iter_rows())
    named = pl.concat([questions["answered_by"], imaging_studies()["only_findings"]]).explode().drop_nulls()
    assert set(named) - set(own_findings()) == set()


def test_a_study_that_looks_for_some_findings_is_asked_for_no_others() -> None:
    sought = imaging_studies().filter(pl.col("only_findings").list.len() > 0)
    asked = imaging_questions().join(sought, on="treatment_id")

    assert asked.filter(~pl.col("only_findings").list.contains(pl.col("finding"))).height == 0


def test_sources_say_what_is_assumed() -> None:
    for table in (injury_findings(), imaging_studies(), imaging_questions()):
        sources = table["source"]

        assert (sources.str.contains("assumption") | sources.str.contains(r"\d{4}-\d{2}-\d{2}")).all()
