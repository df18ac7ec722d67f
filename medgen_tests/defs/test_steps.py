"""The steps of an exercise, launched one by one as from the pages, make the same rows as the whole."""

from pathlib import Path

import dagster as dg
import pytest

from medgen_assets.defs.batches import RECORD_TABLES
from medgen_assets.defs.exercise import kept_scenario, seeded
from medgen_assets.defs.graph import graph
from medgen_assets.defs.partitions import Slice, range_tags
from medgen_assets.defs.runs import latest_folder
from medgen_assets.errors import BadInput, UpstreamMissing
from medgen_assets.exporters.digest import table_digest
from medgen_assets.exporters.layout import BATCHED_TABLES, table_files
from medgen_assets.scenario.loading import preset
from medgen_tests.defs.conftest import MadeExercise

CUT = {"resources": {"output_folder": {"config": {"batch_size": 30, "chunk_size": 7}}}}


def assets(*names: str) -> list[dg.AssetKey]:
    return [dg.AssetKey(name) for name in names]


def planned(instance: dg.DagsterInstance, seed: int, *more: str) -> str:
    """The partition key of `small` under a seed, with its schedule made, and its care if that is asked for."""
    key = kept_scenario(instance, seeded(preset("small"), seed), None)
    job = graph().resolve_job_def("casualty_plan")
    chosen = assets("casualty_schedule", *more)
    job.execute_in_process(instance=instance, partition_key=key, asset_selection=chosen, run_config=CUT)
    return key


def cared_for(instance: dg.DagsterInstance, key: str) -> None:
    job = graph().resolve_job_def("casualty_plan")
    job.execute_in_process(instance=instance, partition_key=key, asset_selection=assets("care_pathways"))


def batched(instance: dg.DagsterInstance, key: str, *names: str) -> None:
    job = graph().resolve_job_def("patient_records")
    job.execute_in_process(instance=instance, tags=range_tags(key, 2), asset_selection=assets(*names))


def digests(folder: Path) -> dict[str, str]:
    return {
        table: table_digest([folder / path for path in table_files(folder, table)])
        for table in BATCHED_TABLES
    }


def test_steps_of_their_own_make_the_rows_of_the_whole(made: MadeExercise) -> None:
    key = planned(made.instance, 7)
    cared_for(made.instance, key)
    batched(made.instance, key, "casualties")
    batched(made.instance, key, "resource_stays")
    batched(made.instance, key, *RECORD_TABLES)
    graph().resolve_job_def("finished_data_set").execute_in_process(
        instance=made.instance, partition_key=key, asset_selection=assets("facility_load", "data_set")
    )
    folder = latest_folder(made.instance, key)

    assert (folder / "_SUCCESS").exists()
    assert digests(folder) == digests(made.summary.folder)


def test_one_table_of_a_batch_can_be_made_alone(instance: dg.DagsterInstance) -> None:
    key = planned(instance, 21, "care_pathways")
    batched(instance, key, "casualties")
    batched(instance, key, "vitals")
    folder = latest_folder(instance, key)

    assert [table for table in BATCHED_TABLES if table_files(folder, table)] == ["vitals"]


@pytest.mark.parametrize("asset", ["patients", "resource_stays", "vitals"])
def test_a_step_without_the_casualties_says_so(instance: dg.DagsterInstance, asset: str) -> None:
    key = planned(instance, 22, "care_pathways")

    with pytest.raises(UpstreamMissing, match="Materialize casualties for these batches first"):
        batched(instance, key, asset)


def test_a_batch_without_the_care_says_so(instance: dg.DagsterInstance) -> None:
    key = planned(instance, 27)

    with pytest.raises(UpstreamMissing, match="Materialize care_pathways of this scenario first"):
        batched(instance, key, "casualties", "patients")


def test_a_step_without_a_schedule_says_so(instance: dg.DagsterInstance) -> None:
    key = kept_scenario(instance, seeded(preset("small"), 23), None)

    with pytest.raises(UpstreamMissing, match="Materialize casualty_schedule"):
        batched(instance, key, "casualties")


def test_the_facility_load_needs_the_pathways(instance: dg.DagsterInstance) -> None:
    key = planned(instance, 24)

    with pytest.raises(UpstreamMissing, match="Materialize care_pathways of this scenario first"):
        graph().resolve_job_def("finished_data_set").execute_in_process(
            instance=instance, partition_key=key, asset_selection=assets("facility_load")
        )


def test_an_unfinished_data_set_is_not_exported(instance: dg.DagsterInstance) -> None:
    key = planned(instance, 25, "care_pathways")
    batched(instance, key, "casualties", "resource_stays", *RECORD_TABLES)

    with pytest.raises(BadInput, match="_SUCCESS"):
        graph().resolve_job_def("finished_data_set").execute_in_process(
            instance=instance, partition_key=key, asset_selection=assets("csv_files")
        )


def test_a_batch_beyond_the_last_is_refused(instance: dg.DagsterInstance) -> None:
    key = planned(instance, 26)

    with pytest.raises(UpstreamMissing, match="from 000 to 001"):
        graph().resolve_job_def("patient_records").execute_in_process(
            instance=instance, partition_key=Slice(key, 5).key
        )


def test_the_data_set_says_which_tables_have_not_been_made(instance: dg.DagsterInstance) -> None:
    key = planned(instance, 12, "care_pathways")
    batched(instance, key, "casualties", "resource_stays", "patients")
    job = graph().resolve_job_def("finished_data_set")

    with pytest.raises(UpstreamMissing, match=r"lacks .*allergies batch 0"):
        job.execute_in_process(
            instance=instance, partition_key=key, asset_selection=assets("facility_load", "data_set")
        )
