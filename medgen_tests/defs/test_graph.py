"""The graph is what it is said to be, and changes only on purpose."""

import subprocess
import sys

import dagster as dg
import pytest

from medgen_assets.definitions import build_definitions, defs
from medgen_assets.defs.invariant_checks import DESCRIPTIONS
from medgen_assets.defs.tables import COLUMN_SCHEMA
from medgen_assets.exporters.layout import BATCHED_TABLES
from medgen_assets.simulation.invariants import NAMES

ASSETS_BY_GROUP = {
    "reference": {
        "body_regions",
        "conditions",
        "demographics",
        "diagnostic_errors",
        "disabilities",
        "name_pools",
        "identity_schemes",
        "environment_effects",
        "facilities",
        "finding_words",
        "injury_findings",
        "interventions",
        "mechanisms",
        "protocols",
        "stored_scenario",
        "tempo_and_intensity",
        "transitions",
        "vital_patterns",
        "warfare_patterns",
    },
    "distributions": {"arrival_profiles", "care_transitions", "injury_distributions", "triage_weights"},
    "casualties": {"casualties", "casualty_schedule"},
    "care": {"care_pathways", "facility_load", "resource_stays"},
    "patients": {
        "allergies",
        "data_set",
        "diagnoses",
        "events",
        "imaging_findings",
        "injuries",
        "patients",
        "regular_medications",
        "treatments",
        "vitals",
    },
    "findings": {"finding_catalogue", "finding_models", "injury_finding_links"},
    "exports": {"csv_files", "exercise_report", "json_files", "ndjson_files", "parquet_files"},
}
JOBS = {
    "casualty_plan",
    "exercise",
    "finished_data_set",
    "loaded_findings",
    "patient_records",
    "reference_tables",
}
WITHOUT_COLUMNS = {*ASSETS_BY_GROUP["exports"], "stored_scenario"}


def specs() -> list[dg.AssetSpec]:
    return sorted(defs.resolve_all_asset_specs(), key=lambda spec: spec.key)


def test_the_graph_has_these_assets_in_these_groups() -> None:
    found: dict[str, set[str]] = {}
    for spec in specs():
        found.setdefault(str(spec.group_name), set()).add(spec.key.to_user_string())

    assert found == ASSETS_BY_GROUP


def test_everything_can_be_loaded() -> None:
    dg.Definitions.validate_loadable(build_definitions())


def test_the_jobs_have_these_names() -> None:
    names = {job.name for job in defs.resolve_all_job_defs()} - {"__ASSET_JOB"}

    assert names == JOBS


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.key.to_user_string())
def test_every_asset_says_what_it_is_whose_it_is_and_of_what_kind(spec: dg.AssetSpec) -> None:
    assert spec.description
    assert list(spec.owners) == ["team:medgen"]
    assert spec.kinds
    assert "room" in spec.tags


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.key.to_user_string())
def test_every_table_describes_its_columns(spec: dg.AssetSpec) -> None:
    if spec.key.to_user_string() in WITHOUT_COLUMNS:
        return
    schema = spec.metadata[COLUMN_SCHEMA]
    assert isinstance(schema, dg.TableSchema)

    assert all(column.description for column in schema.columns)


def test_what_is_made_has_a_code_version() -> None:
    without = [spec.key.to_user_string() for spec in specs() if spec.code_version is None]

    assert without == ["stored_scenario"]


def test_every_invariant_of_the_model_is_a_check_of_the_data_set() -> None:
    assert set(NAMES) <= set(DESCRIPTIONS)


def test_every_table_of_the_data_set_is_an_asset() -> None:
    keys = {spec.key.to_user_string() for spec in specs()}

    assert set(BATCHED_TABLES) <= keys


def test_one_schedule_and_two_sensors_run_by_themselves() -> None:
    repository = defs.get_repository_def()

    assert [schedule.name for schedule in repository.schedule_defs] == ["nightly_exercises"]
    assert [sensor.name for sensor in repository.sensor_defs] == [
        "stored_scenario_changed",
        "watched_findings_changed",
    ]


def test_the_tag_of_the_batches_selects_every_table_of_them() -> None:
    tagged = {
        spec.key.to_user_string() for spec in specs() if spec.tags.get("partitioning") == "scenario_batch"
    }

    assert tagged == {*BATCHED_TABLES, "casualties"}


def test_the_graph_stands_without_the_parser_of_selections():
    asked = "import sys, medgen_assets.defs.graph; sys.exit('antlr4' in sys.modules)"
    ended = subprocess.run([sys.executable, "-c", asked], check=False)

    assert ended.returncode == 0
