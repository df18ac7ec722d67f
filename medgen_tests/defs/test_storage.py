"""Dagster keeps what it keeps on medgen's server, with few connections, and nothing in the repository."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import dagster as dg
import psycopg
import pytest
from dagster._core.events import DagsterEvent
from dagster._core.storage.partition_status_cache import AssetPartitionStatus
from psycopg.sql import SQL, Identifier
from sqlalchemy import text

from medgen_assets.defs.lineage import DATA_VERSION, latest_tags
from medgen_assets.defs.partitions import RANGE_END_TAG, RANGE_START_TAG
from medgen_assets.defs.patients import stored_together
from medgen_assets.defs.storage import SharedStorage, dagster_instance
from medgen_assets.store.budget import home_budget
from medgen_assets.store.dagster_pool import dagster_engine
from medgen_assets.store.server import ensure_server
from medgen_assets.store.server.address import in_schema
from medgen_assets.store.server.external import DAGSTER_SCHEMA


@dg.asset
def answer() -> int:
    """A number."""
    return 42


@dg.asset_check(asset=answer)
def is_right() -> dg.AssetCheckResult:
    """Whether it is."""
    return dg.AssetCheckResult(passed=True)


LETTERS = dg.StaticPartitionsDefinition(["a", "b", "c", "d"])


@dg.asset(partitions_def=LETTERS, backfill_policy=dg.BackfillPolicy.single_run())
def slices() -> None:
    """Something that cannot be made."""
    raise ValueError


@pytest.fixture
def instance(postgres_url: str, medgen_home: Path) -> Iterator[dg.DagsterInstance]:
    with dagster_instance() as instance:
        yield instance


def sessions(url: str) -> int:
    with psycopg.connect(url) as observer:
        row = observer.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = 'medgen'"
        ).fetchone()
    return int(row[0]) if row else -1


def is_soon(fact: Callable[[], bool]) -> bool:
    """A session ends a moment after its connection."""
    deadline = time.monotonic() + 5
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.02)
    return fact()


def test_a_run_is_kept_on_the_server(instance: dg.DagsterInstance) -> None:
    result = dg.materialize([answer], instance=instance)

    assert result.success
    assert instance.get_runs_count() == 1
    assert instance.get_latest_materialization_event(dg.AssetKey("answer")) is not None


def test_runs_share_one_connection(instance: dg.DagsterInstance, postgres_url: str) -> None:
    dg.materialize([answer], instance=instance)
    dg.materialize([answer], instance=instance)

    assert is_soon(lambda: sessions(postgres_url) == 1)


def test_disposing_of_the_instance_closes_every_connection(postgres_url: str, medgen_home: Path) -> None:
    with dagster_instance() as instance:
        dg.materialize([answer], instance=instance)

    assert is_soon(lambda: sessions(postgres_url) == 0)
    assert home_budget().held == 0


def test_each_slice_that_a_run_will_make_is_planned(instance: dg.DagsterInstance) -> None:
    result = dg.materialize(
        [slices], instance=instance, tags={RANGE_START_TAG: "a", RANGE_END_TAG: "c"}, raise_on_error=False
    )
    planned = instance.get_records_for_run(
        result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED
    ).records

    assert sorted(str(record.partition_key) for record in planned) == ["a", "b", "c"]
    assert instance.get_status_by_partition(slices.key, ["a", "c"], LETTERS) == {
        "a": AssetPartitionStatus.FAILED,
        "c": AssetPartitionStatus.FAILED,
    }


PAIR = [dg.AssetKey("one"), dg.AssetKey("other")]


@dg.multi_asset(specs=[dg.AssetSpec(key, skippable=True) for key in PAIR])
def pair(context: dg.AssetExecutionContext) -> Iterator[DagsterEvent]:
    """Two assets whose events are stored together."""
    tags = {DATA_VERSION: "7"}
    yield from stored_together(context, [dg.AssetMaterialization(key, tags=tags) for key in PAIR])


def test_of_events_stored_together_each_is_the_latest_of_its_asset(instance: dg.DagsterInstance) -> None:
    result = dg.materialize([pair], instance=instance)
    stored = instance.get_records_for_run(
        result.run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION
    ).records
    latest = [record.asset_entry.last_materialization_record for record in instance.get_asset_records(PAIR)]

    assert len(stored) == len(PAIR)
    assert {record.storage_id: record.asset_key for record in latest if record} == {
        record.storage_id: record.asset_key for record in stored
    }


def test_events_stored_together_are_found_by_their_tags(instance: dg.DagsterInstance) -> None:
    dg.materialize([pair], instance=instance)

    assert [tags[DATA_VERSION] for tags in latest_tags(instance, ("one", "other")).values()] == ["7", "7"]


MANY = [dg.AssetKey(f"of_{number}") for number in range(30)]


@dg.multi_asset(specs=[dg.AssetSpec(key, skippable=True) for key in MANY])
def many(context: dg.AssetExecutionContext) -> Iterator[DagsterEvent]:
    """So many assets that two runs at once meet in the middle."""
    yield from stored_together(context, [dg.AssetMaterialization(key) for key in MANY])


def test_runs_that_make_the_same_assets_at_once_do_not_wait_for_each_other_for_ever(
    instance: dg.DagsterInstance,
) -> None:
    run = dg.materialize([many], instance=instance).run_id
    stored = list(instance.all_logs(run, dg.DagsterEventType.ASSET_MATERIALIZATION))
    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            list(threads.map(instance.event_log_storage.store_event_batch, [stored, stored[::-1]]))

    assert len(instance.all_logs(run, dg.DagsterEventType.ASSET_MATERIALIZATION)) == 41 * len(MANY)


@dg.asset
def looked_at() -> Iterator[dg.AssetObservation | dg.Output[int]]:
    """Something that is also observed."""
    yield dg.AssetObservation("looked_at")
    yield dg.Output(1)


def test_what_was_only_observed_may_come_together_too(instance: dg.DagsterInstance) -> None:
    result = dg.materialize([looked_at], instance=instance)
    observed = instance.all_logs(result.run_id, dg.DagsterEventType.ASSET_OBSERVATION)
    instance.event_log_storage.store_event_batch(observed)

    assert len(instance.all_logs(result.run_id, dg.DagsterEventType.ASSET_OBSERVATION)) == 2


def rows_of_run(postgres_url: str, run_id: str) -> dict[str, int]:
    """In each of Dagster's tables that name runs, the rows that name this one."""
    with psycopg.connect(in_schema(postgres_url, DAGSTER_SCHEMA)) as observer:
        naming = observer.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'run_id' AND table_schema = %s",
            [DAGSTER_SCHEMA],
        ).fetchall()
        counted = {
            table: observer.execute(
                SQL("SELECT count(*) FROM {} WHERE run_id = %s").format(Identifier(table)), [run_id]
            ).fetchone()
            for (table,) in naming
        }
    return {table: row[0] for table, row in counted.items() if row and row[0]}


def test_of_a_run_that_is_deleted_nothing_is_left(instance: dg.DagsterInstance, postgres_url: str) -> None:
    kept, gone = (dg.materialize([answer, is_right], instance=instance) for _ in range(2))
    before = rows_of_run(postgres_url, gone.run_id)
    instance.delete_run(gone.run_id)

    assert {"runs", "event_logs", "asset_check_executions"} <= set(before)
    assert rows_of_run(postgres_url, gone.run_id) == {}
    assert rows_of_run(postgres_url, kept.run_id) == before


def test_terminated_connections_are_replaced(instance: dg.DagsterInstance, postgres_url: str) -> None:
    instance.get_runs_count()
    with psycopg.connect(postgres_url) as observer:
        observer.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

    assert instance.get_runs_count() == 0


def test_several_may_make_the_tables_at_once(postgres_url: str, medgen_home: Path) -> None:
    url = ensure_server().dagster_url

    def count_runs(_: int) -> int:
        storage = SharedStorage(url)
        count = storage.run_storage.get_runs_count()
        storage.event_log_storage.dispose()
        return count

    with ThreadPoolExecutor(5) as threads:
        assert list(threads.map(count_runs, range(5))) == [0] * 5


def test_threads_share_few_connections(instance: dg.DagsterInstance, postgres_url: str) -> None:
    with ThreadPoolExecutor(20) as threads:
        counts = list(threads.map(lambda _: instance.get_runs_count(), range(200)))

    assert counts == [0] * 200
    assert sessions(postgres_url) <= 3


def test_a_question_inside_a_question_uses_the_same_connection(instance: dg.DagsterInstance) -> None:
    storage = instance.event_log_storage
    with storage.index_transaction() as outer, storage.index_connection() as inner:  # type: ignore[attr-defined]
        assert inner is outer


def test_a_transaction_inside_a_question_is_one_of_its_own(instance: dg.DagsterInstance) -> None:
    storage = instance.event_log_storage
    with storage.index_connection() as outer, storage.index_transaction() as inner:  # type: ignore[attr-defined]
        assert inner is not outer
        assert inner.get_isolation_level() == "READ COMMITTED"


def test_the_engine_shows_no_password(postgres_url: str, medgen_home: Path) -> None:
    engine = dagster_engine(postgres_url.replace("@", ":s3cr3t@", 1))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        shown = [repr(engine), str(engine.url), repr(engine.pool), engine.pool.status(), repr(connection)]
    engine.dispose()

    assert "s3cr3t" not in " ".join(shown)


def test_a_plain_url_means_psycopg2_for_dagster(postgres_url: str, medgen_home: Path) -> None:
    engine = dagster_engine(postgres_url)

    assert engine.dialect.driver == "psycopg2"


def test_the_file_says_what_dagster_is_to_do(instance: dg.DagsterInstance) -> None:
    assert not instance.telemetry_enabled
    assert not instance.nux_enabled
    assert instance.run_monitoring_enabled
    assert instance.run_coordinator.dequeue_interval_seconds == 1  # type: ignore[attr-defined]


def test_dagsters_files_lie_in_the_home(instance: dg.DagsterInstance, medgen_home: Path) -> None:
    dg.materialize([answer], instance=instance)

    assert Path(instance.storage_directory()).is_relative_to(medgen_home)
    assert (medgen_home / "dagster" / "storage" / "answer").is_file()
