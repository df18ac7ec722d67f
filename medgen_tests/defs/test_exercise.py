"""An exercise is three Dagster runs: planned, made batch by batch, finished; and Dagster knows truly what is fresh."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.data_version import CachingStaleStatusResolver, StaleStatus
from dagster._core.loader import LoadingContextForTest

from medgen_assets.defs import remembered
from medgen_assets.defs.batches import BATCH_ASSETS
from medgen_assets.defs.exercise import kept_scenario, materialized_exercise, seeded
from medgen_assets.defs.graph import graph
from medgen_assets.defs.lineage import DATA_VERSION, latest_tags
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.partitions import Slice, range_tags
from medgen_assets.defs.progress import PATIENTS, Progress
from medgen_assets.defs.stored_scenarios import observed
from medgen_assets.errors import BadInput, Cancelled, UpstreamMissing
from medgen_assets.exporters.verification import verify
from medgen_assets.scenario.loading import preset
from medgen_assets.simulation.distributions import DISTRIBUTIONS
from medgen_assets.simulation.invariants import Invariants
from medgen_assets.store.opening import open_database
from medgen_assets.store.run_rows import Run, RunState
from medgen_assets.store.runs import Runs
from medgen_tests.defs.conftest import BATCHED, MadeExercise


def events_of(made: MadeExercise, asset: str) -> list[dg.AssetMaterialization]:
    wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey(asset))
    records = made.instance.fetch_materializations(wanted, limit=100).records
    return [record.asset_materialization for record in records if record.asset_materialization]


def recorded(run_id: str) -> Run:
    with open_database() as database:
        return Runs(database).get(run_id)


def test_the_data_set_is_whole(made: MadeExercise) -> None:
    assert verify(made.summary.folder) == []


def test_the_work_of_the_steps_is_gone(made: MadeExercise) -> None:
    assert not (made.summary.folder / ".work").exists()


def test_it_consists_of_three_dagster_runs(made: MadeExercise) -> None:
    jobs = [made.instance.get_run_by_id(run_id).job_name for run_id in made.summary.dagster_runs]  # type: ignore[union-attr]

    assert jobs == ["casualty_plan", "patient_records", "finished_data_set"]


@pytest.mark.parametrize("asset", BATCH_ASSETS)
def test_a_range_of_batches_gives_one_event_per_batch(made: MadeExercise, asset: str) -> None:
    partitions = sorted(str(event.partition) for event in events_of(made, asset))

    assert partitions == [Slice(made.key, batch).key for batch in range(3)]


def test_the_batches_have_data_versions_of_their_own(made: MadeExercise) -> None:
    versions = {event.tags["dagster/data_version"] for event in events_of(made, "patients") if event.tags}

    assert len(versions) == 3


def test_the_rows_of_the_batches_add_up(made: MadeExercise) -> None:
    rows = [event.metadata["dagster/partition_row_count"].value for event in events_of(made, "patients")]

    assert rows == [20, 20, 20]


def test_every_check_passed_and_is_recorded(made: MadeExercise) -> None:
    keys = [dg.AssetCheckKey(dg.AssetKey("data_set"), name) for name in made.summary.checks]
    found = made.instance.event_log_storage.get_latest_asset_check_execution_by_key(keys)

    assert len(found) == len(made.summary.checks)
    assert made.summary.red == {}


def test_the_summary_can_be_written_as_json(made: MadeExercise) -> None:
    document = json.loads(json.dumps(made.summary.document(), allow_nan=False))

    assert document["rows"]["patients"] == document["patients"] == 60
    assert sum(document["outcomes"].values()) == 60
    assert Path(document["report"]).is_file()
    assert set(document["caches"]) == set(DISTRIBUTIONS)


def test_the_run_is_recorded_as_completed(made: MadeExercise) -> None:
    run = recorded(made.summary.run_id)

    assert run.state == RunState.COMPLETED
    assert run.done == run.total == 60
    assert run.out_path == str(made.summary.folder)
    assert run.dagster_run_ids == made.summary.dagster_runs


# -- what is fresh and what is stale ------------------------------------------------------------------------

BY_SCENARIO = (*DISTRIBUTIONS, "casualty_schedule", "facility_load", "data_set", "exercise_report")


def status_of(made: MadeExercise, asset: str, partition: str | None) -> StaleStatus:
    """The status Dagster shows for a partition of an asset."""
    assets, context = graph().resolve_asset_graph(), LoadingContextForTest(made.instance)
    resolver = CachingStaleStatusResolver(made.instance, assets, context)
    return resolver.get_status(dg.AssetKey(asset), partition)


@contextmanager
def changed(made: MadeExercise, asset: str) -> Iterator[None]:
    """Another version of an asset without partitions, and the first one again."""
    tags = latest_tags(made.instance, [asset])[asset]
    made.instance.report_runless_asset_event(
        dg.AssetMaterialization(asset, tags={**tags, DATA_VERSION: "another"})
    )
    yield
    made.instance.report_runless_asset_event(dg.AssetMaterialization(asset, tags=dict(tags)))


@pytest.mark.parametrize("asset", BY_SCENARIO)
def test_everything_of_the_scenario_is_fresh(made: MadeExercise, asset: str) -> None:
    assert status_of(made, asset, made.key) == StaleStatus.FRESH


@pytest.mark.parametrize("asset", BATCH_ASSETS)
def test_every_batch_is_fresh_and_those_that_do_not_exist_are_missing(made: MadeExercise, asset: str) -> None:
    statuses = [status_of(made, asset, Slice(made.key, batch).key) for batch in range(4)]

    assert statuses == [*[StaleStatus.FRESH] * 3, StaleStatus.MISSING]


@pytest.mark.parametrize(
    ("subject", "asset", "is_batched"),
    [
        ("warfare_patterns", "arrival_profiles", False),
        ("conditions", "casualties", True),
        ("protocols", "treatments", True),
    ],
)
def test_changed_reference_makes_what_depends_on_it_stale(
    made: MadeExercise, subject: str, asset: str, *, is_batched: bool
) -> None:
    partition = Slice(made.key, 1).key if is_batched else made.key
    with changed(made, subject):
        assert status_of(made, asset, partition) == StaleStatus.STALE

    assert status_of(made, asset, partition) == StaleStatus.FRESH


def test_changed_reference_leaves_what_does_not_depend_on_it_fresh(made: MadeExercise) -> None:
    with changed(made, "protocols"):
        assert status_of(made, "casualties", Slice(made.key, 1).key) == StaleStatus.FRESH


def test_a_changed_stored_scenario_makes_its_schedule_stale(made: MadeExercise) -> None:
    made.instance.report_runless_asset_event(observed(made.key, 2))
    status = status_of(made, "casualty_schedule", made.key)
    made.instance.report_runless_asset_event(observed(made.key, None))

    assert status == StaleStatus.STALE


# -- what is computed once ----------------------------------------------------------------------------------


def plan_run(made: MadeExercise, seed: int, *, is_used: bool = True) -> dg.ExecuteInProcessResult:
    """The distributions of the same scenario under another seed."""
    key = kept_scenario(made.instance, seeded(preset("small"), seed), None)
    return (
        graph()
        .resolve_job_def("casualty_plan")
        .execute_in_process(
            instance=made.instance,
            partition_key=key,
            asset_selection=[dg.AssetKey(name) for name in DISTRIBUTIONS],
            run_config={"resources": {"distribution_cache": {"config": {"is_used": is_used}}}},
        )
    )


def cached(result: dg.ExecuteInProcessResult) -> set[bool]:
    events = [
        event.step_materialization_data.materialization for event in result.get_asset_materialization_events()
    ]
    return {bool(event.metadata["cached"].value) for event in events}


def test_another_seed_uses_the_same_distributions(made: MadeExercise) -> None:
    assert cached(plan_run(made, 8)) == {True}


def test_a_hit_is_logged(made: MadeExercise, caplog: pytest.LogCaptureFixture) -> None:
    run = plan_run(made, 9)
    lines = [str(entry.user_message) for entry in made.instance.all_logs(run.run_id)]

    assert sum("a hit, not computed again" in line for line in lines) == len(DISTRIBUTIONS)


def test_a_bypass_computes_them_again(made: MadeExercise) -> None:
    assert cached(plan_run(made, 10, is_used=False)) == {False}


def test_a_hit_has_the_same_data_version(made: MadeExercise) -> None:
    plan_run(made, 11)
    versions = {
        event.tags["dagster/data_version"] for event in events_of(made, "arrival_profiles") if event.tags
    }

    assert len(versions) == 1


def test_a_hit_computes_nothing(made: MadeExercise, monkeypatch: pytest.MonkeyPatch) -> None:
    def compute(_: object) -> None:
        raise AssertionError("computed again")

    refusing = {name: replace(found, compute=compute) for name, found in DISTRIBUTIONS.items()}
    monkeypatch.setattr(remembered, "DISTRIBUTIONS", refusing)

    assert plan_run(made, 12).success


# -- what can go wrong --------------------------------------------------------------------------------------


def test_batches_of_a_finished_run_are_not_made_again(made: MadeExercise) -> None:
    with pytest.raises(UpstreamMissing, match="Materialize casualty_schedule"):
        graph().resolve_job_def("patient_records").execute_in_process(
            instance=made.instance, tags=range_tags(made.key, 1)
        )


def test_a_scenario_that_nobody_kept_is_named(made: MadeExercise) -> None:
    made.instance.add_dynamic_partitions("scenario", ["ghost@000000000000"])
    with pytest.raises(UpstreamMissing, match="ghost@000000000000"):
        graph().resolve_job_def("casualty_plan").execute_in_process(
            instance=made.instance, partition_key="ghost@000000000000"
        )


def test_options_that_do_not_fit_are_refused_together(made: MadeExercise) -> None:
    options = ExerciseOptions(formats=("jsn",), batch_size=0, chunk_size=-1, workers=0)
    with pytest.raises(BadInput) as refused:
        materialized_exercise(made.instance, seeded(preset("small"), 7), options)

    assert len(refused.value.problems) == 4
    assert "Did you mean json?" in str(refused.value)


def test_a_red_check_leaves_the_data_set_unsealed(
    made: MadeExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost_count(self: Invariants, patients: object) -> None:
        self.gap = "a gap made by the test"

    monkeypatch.setattr(Invariants, "count", lost_count)
    summary = materialized_exercise(made.instance, seeded(preset("small"), 7), BATCHED)

    assert "exactly_the_patients_asked_for_with_dense_ids" in summary.red
    assert not (summary.folder / "_SUCCESS").exists()
    assert not (summary.folder / "manifest.json").exists()
    assert recorded(summary.run_id).state == RunState.FAILED


def test_a_run_that_is_asked_to_end_ends_at_the_next_chunk(made: MadeExercise) -> None:
    heard: list[int] = []

    def ask(progress: Progress) -> None:
        if progress.stage != PATIENTS:
            return
        heard.append(progress.done)
        with open_database() as database:
            [run] = Runs(database).page(state=RunState.RUNNING)
            Runs(database).request_cancel(run.run_id)

    with pytest.raises(Cancelled):
        materialized_exercise(made.instance, seeded(preset("small"), 7), BATCHED, hear=ask)

    with open_database() as database:
        assert Runs(database).page(limit=1)[0].state == RunState.CANCELLED
    assert heard == [20]
