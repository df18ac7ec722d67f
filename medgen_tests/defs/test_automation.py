"""Stored scenarios move Dagster: a fresh version makes what was made stale, and is made when it is automatic."""

import json
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest

from medgen_assets.definitions import defs
from medgen_assets.defs.exercise import kept_scenario, seeded
from medgen_assets.defs.jobs import exercise
from medgen_assets.defs.schedules import nightly_exercises
from medgen_assets.defs.sensors import stored_scenario_changed
from medgen_assets.scenario.loading import preset
from medgen_assets.store.opening import open_database
from medgen_assets.store.scenarios import Scenarios

DOCUMENT = {**preset("small").document(), "name": "own", "total_patients": 20}


@pytest.fixture(autouse=True)
def database(postgres_url: str, medgen_home: Path) -> None:
    """Each test has its own."""


def stored(*, is_automatic: bool) -> None:
    with open_database() as opened:
        Scenarios(opened).add("own", DOCUMENT, author="test", is_automatic=is_automatic)


def updated() -> None:
    with open_database() as opened:
        Scenarios(opened).update("own", {**DOCUMENT, "days": 3}, known_version=1, author="test")


def look(instance: dg.DagsterInstance, cursor: str | None = None) -> dg.SensorResult:
    result = stored_scenario_changed(dg.build_sensor_context(instance=instance, cursor=cursor))
    assert isinstance(result, dg.SensorResult)
    return result


def test_an_automatic_scenario_is_made_when_it_appears() -> None:
    stored(is_automatic=True)
    with dg.DagsterInstance.ephemeral() as instance:
        requests = look(instance).run_requests or []

    assert [request.run_key for request in requests] == ["own version 1"]


def test_a_scenario_that_is_not_automatic_is_left_to_its_author() -> None:
    stored(is_automatic=False)
    with dg.DagsterInstance.ephemeral() as instance:
        assert look(instance).run_requests == []


def test_nothing_happens_while_nothing_changes() -> None:
    stored(is_automatic=True)
    with dg.DagsterInstance.ephemeral() as instance:
        again = look(instance, look(instance).cursor)

    assert (again.run_requests, list(again.asset_events)) == ([], [])


def test_a_fresh_version_is_observed_for_every_partition_of_the_scenario() -> None:
    stored(is_automatic=False)
    with dg.DagsterInstance.ephemeral() as instance:
        keys = {kept_scenario(instance, seeded(preset("small"), seed), None) for seed in (1, 2)}
        own = kept_scenario(instance, seeded(type(preset("small")).model_validate(DOCUMENT), 3), 1)
        cursor = look(instance).cursor
        updated()
        events = look(instance, cursor).asset_events

    assert [(event.partition, event.metadata["version"].value) for event in events] == [(own, "version 2")]
    assert own not in keys


def test_the_cursor_holds_the_versions() -> None:
    stored(is_automatic=True)
    with dg.DagsterInstance.ephemeral() as instance:
        assert json.loads(look(instance).cursor or "") == {"own": 1}


def test_every_night_the_automatic_scenarios_are_made() -> None:
    stored(is_automatic=True)
    night = datetime(2026, 6, 1, 2, tzinfo=UTC)
    requests = list(nightly_exercises(dg.build_schedule_context(scheduled_execution_time=night)))

    assert [getattr(request, "run_key", None) for request in requests] == ["2026-06-01 own"]


def test_a_night_without_automatic_scenarios_says_so() -> None:
    night = datetime(2026, 6, 1, 2, tzinfo=UTC)
    [skipped] = list(nightly_exercises(dg.build_schedule_context(scheduled_execution_time=night)))

    assert isinstance(skipped, dg.SkipReason)


def test_the_job_makes_a_stored_scenario_as_the_command_does(tmp_path: Path) -> None:
    stored(is_automatic=True)
    asked = {"scenario": "own", "seed": 5, "out": str(tmp_path), "formats": ["ndjson"]}
    with dg.DagsterInstance.ephemeral() as instance:
        result = exercise.execute_in_process(
            instance=instance, run_config={"ops": {"whole_exercise": {"config": asked}}}
        )
        [key] = instance.get_dynamic_partitions("scenario")

    assert result.success
    assert key.startswith("own@")
    assert len(list(tmp_path.glob("own/*/_SUCCESS"))) == 1
    assert len(list(tmp_path.glob("own/*/exports/ndjson/patients.ndjson"))) == 1


def test_the_request_of_the_schedule_fits_the_job() -> None:
    stored(is_automatic=True)
    night = datetime(2026, 6, 1, 2, tzinfo=UTC)
    [request] = list(nightly_exercises(dg.build_schedule_context(scheduled_execution_time=night)))
    assert isinstance(request, dg.RunRequest)

    assert dg.validate_run_config(defs.resolve_job_def("exercise"), request.run_config)
