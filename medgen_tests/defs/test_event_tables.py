"""Dagster's event log in few statements: what is asked again, what comes together, and what must be seen at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import sqlalchemy.event
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from sqlalchemy.engine import Engine

from medgen_assets.defs.storage import dagster_instance

CHECKS = [dg.AssetCheckSpec(name, asset="sums") for name in ("adds_up", "is_short", "is_new")]
PLACES = "places"


@dg.asset(check_specs=CHECKS)
def sums(context: dg.AssetExecutionContext) -> Iterator[Any]:
    """Something with several checks, which can fail."""
    if "fail" in context.run.tags:
        raise ValueError
    yield dg.MaterializeResult()
    for spec in CHECKS:
        yield dg.AssetCheckResult(passed=spec.name != "is_short", check_name=spec.name)


@pytest.fixture
def instance(postgres_url: str, medgen_home: Path) -> Iterator[dg.DagsterInstance]:
    with dagster_instance() as instance:
        yield instance


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that Dagster's storage sends meanwhile."""
    sent: list[str] = []

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    sqlalchemy.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sqlalchemy.event.remove(Engine, "before_cursor_execute", note)


def statuses(instance: dg.DagsterInstance) -> dict[str, AssetCheckExecutionRecordStatus]:
    """How the checks of `sums` stand."""
    latest = instance.event_log_storage.get_latest_asset_check_execution_by_key([spec.key for spec in CHECKS])
    return {key.name: record.status for key, record in latest.items()}


def test_checks_of_a_run_that_fails_stay_planned(instance: dg.DagsterInstance) -> None:
    dg.materialize([sums], instance=instance, tags={"fail": "yes"}, raise_on_error=False)

    assert statuses(instance) == {spec.name: AssetCheckExecutionRecordStatus.PLANNED for spec in CHECKS}


def test_checks_that_were_planned_together_have_a_result_each(instance: dg.DagsterInstance) -> None:
    dg.materialize([sums], instance=instance)
    found = statuses(instance)

    assert found.pop("is_short") is AssetCheckExecutionRecordStatus.FAILED
    assert set(found.values()) == {AssetCheckExecutionRecordStatus.SUCCEEDED}


def test_checks_are_planned_in_one_statement_and_nobody_is_notified(instance: dg.DagsterInstance) -> None:
    with statements() as sent:
        dg.materialize([sums], instance=instance)

    assert sum(text.startswith("INSERT INTO asset_check_executions") for text in sent) == 1
    assert not [text for text in sent if text.startswith("NOTIFY")]


def test_a_planned_check_is_an_event_of_the_run(instance: dg.DagsterInstance) -> None:
    run = dg.materialize([sums], instance=instance).run_id
    planned = instance.all_logs(run, dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED)

    assert len(planned) == len(CHECKS)


def test_a_partition_that_was_there_is_not_looked_for_at_once_again(instance: dg.DagsterInstance) -> None:
    instance.add_dynamic_partitions(PLACES, ["here"])
    with statements() as sent:
        answers = [instance.has_dynamic_partition(PLACES, "here") for _ in range(3)]

    assert answers == [True, True, True]
    assert len(sent) == 1


def test_a_partition_that_was_missing_is_found_once_it_is_there(instance: dg.DagsterInstance) -> None:
    before = instance.has_dynamic_partition(PLACES, "there")
    instance.add_dynamic_partitions(PLACES, ["there"])

    assert not before
    assert instance.has_dynamic_partition(PLACES, "there")


def test_a_partition_that_was_deleted_is_gone(instance: dg.DagsterInstance) -> None:
    instance.add_dynamic_partitions(PLACES, ["here"])
    before = instance.has_dynamic_partition(PLACES, "here")
    instance.delete_dynamic_partition(PLACES, "here")

    assert before
    assert not instance.has_dynamic_partition(PLACES, "here")


def test_of_an_asset_that_was_wiped_nothing_is_found(instance: dg.DagsterInstance) -> None:
    dg.materialize([sums], instance=instance)
    before = instance.fetch_materializations(sums.key, limit=1).records
    instance.wipe_assets([sums.key])

    assert len(before) == 1
    assert instance.fetch_materializations(sums.key, limit=1).records == []
