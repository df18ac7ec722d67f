"""Dagster's event log, stored and asked in fewer statements than Dagster would.

A generation of 60 patients stores 235 events. Dagster sends a notice after each, which nobody hears any more, plans
each check by itself, and asks again and again whether a partition exists and whether an asset was wiped.
"""

import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar, cast

from dagster import AssetKey, DagsterEventType
from dagster._core.assets import AssetDetails
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluation,
    AssetCheckEvaluationPlanned,
)
from dagster._core.events import ASSET_CHECK_EVENTS, ASSET_EVENTS
from dagster._core.events.log import EventLogEntry
from dagster._core.storage.asset_check_execution_record import AssetCheckExecutionRecordStatus
from dagster._core.storage.event_log.migration import ASSET_KEY_INDEX_COLS
from dagster._core.storage.event_log.schema import (
    AssetCheckExecutionsTable,
    AssetKeyTable,
    SqlEventLogStorageTable,
)
from dagster._serdes import serialize_value
from dagster_postgres import PostgresEventLogStorage
from dagster_postgres.utils import retry_pg_creation_fn
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.engine import Connection, Engine

from medgen_assets.defs.shared_engine import Lent, SharedEngine, columns_of

OF_ASSETS = (DagsterEventType.ASSET_MATERIALIZATION_PLANNED, DagsterEventType.ASSET_MATERIALIZATION)
PLANNED_CHECK = DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED
STORED_TOGETHER = (*OF_ASSETS, PLANNED_CHECK)
STORE_ONE = SqlEventLogStorageTable.insert().returning(SqlEventLogStorageTable.c.id)
STORE_SEVERAL = SqlEventLogStorageTable.insert().returning(
    SqlEventLogStorageTable.c.id, sort_by_parameter_order=True
)
CHECKS = AssetCheckExecutionsTable
PLAN_CHECKS = CHECKS.insert()
NOTE_RESULT = CHECKS.update().where(
    CHECKS.c.asset_key == bindparam("of_asset"),
    CHECKS.c.check_name == bindparam("of_check"),
    CHECKS.c.run_id == bindparam("of_run"),
    CHECKS.c.partition.is_(None),
)
REMEMBERED_SECONDS = 1.0
"""How long an answer is good that hardly ever changes: whether a partition exists, when an asset was wiped.

Assumption: one second, because whoever deletes or wipes in another process cannot tell whether a run that goes on at
that moment asked before or after."""
REMEMBERED_ANSWERS = 10_000
Answer = TypeVar("Answer")


class SeenLately:
    """Answers that are not asked for again within a second."""

    def __init__(self) -> None:
        self._answers: dict[Hashable, tuple[float, Any]] = {}

    def answer(self, question: Hashable, ask: Callable[[], Answer]) -> Answer:
        """What was answered lately, or is answered now; a no is not kept."""
        now = time.monotonic()
        asked_at, known = self._answers.get(question, (0.0, None))
        if known and now - asked_at < REMEMBERED_SECONDS:
            return cast("Answer", known)
        if len(self._answers) >= REMEMBERED_ANSWERS:
            self.forget()
        found = ask()
        self._answers[question] = now, found
        return found

    def forget(self) -> None:
        """Ask again."""
        self._answers.clear()


class EventTables(SharedEngine, PostgresEventLogStorage):
    """Dagster's event log."""

    def __init__(self, engine: Engine, lent: Lent) -> None:
        super().__init__(engine, lent)
        self._lately = SeenLately()

    def _connect(self) -> AbstractContextManager[Connection]:
        return self._connected()

    def has_table(self, table_name: str) -> bool:
        """Whether there is such a table."""
        ask = super().has_table
        return self._schema.has(table_name, lambda: ask(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        return self._schema.has(
            f"asset_keys {column_name}", lambda: column_name in columns_of(conn, AssetKeyTable.name)
        )

    def has_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> bool:
        """Whether there is such a partition."""
        ask = super().has_dynamic_partition
        return self._lately.answer(
            (partitions_def_name, partition_key), lambda: ask(partitions_def_name, partition_key)
        )

    def delete_dynamic_partition(self, partitions_def_name: str, partition_key: str) -> None:
        """Delete a partition."""
        super().delete_dynamic_partition(partitions_def_name, partition_key)
        self._lately.forget()

    def _get_assets_details(self, asset_keys: Sequence[AssetKey]) -> Sequence[AssetDetails | None]:
        ask = super()._get_assets_details
        return self._lately.answer(tuple(asset_keys), lambda: ask(asset_keys))

    def wipe_asset(self, asset_key: AssetKey) -> None:
        """Forget what was made of an asset until now."""
        super().wipe_asset(asset_key)
        self._lately.forget()

    def store_event(self, event: EventLogEntry) -> None:
        """Store an event, without a notice of it, which Dagster 1.13 sends for its older versions alone."""
        with self._connect() as connection:
            number = int(connection.execute(STORE_ONE, self._event_to_row(event)).scalar_one())
        if event.dagster_event_type in ASSET_EVENTS and event.get_dagster_event().asset_key:
            self._note_assets([event], [number])
        if event.dagster_event_type in ASSET_CHECK_EVENTS:
            self.store_asset_check_event(event, number)

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events that come together: what a run will make, or made, in one statement, not one per slice."""
        ours = [event for event in events if event.dagster_event_type in STORED_TOGETHER]
        if len(ours) < len(events):
            others = (event for event in events if event.dagster_event_type not in STORED_TOGETHER)
            super().store_event_batch(list(others))
        if not ours:
            return
        rows = [self._event_to_row(event) for event in ours]
        with self._connect() as connection:
            numbers = [int(number) for number in connection.execute(STORE_SEVERAL, rows).scalars()]
        of_assets = [place for place, event in enumerate(ours) if event.dagster_event_type in OF_ASSETS]
        if of_assets:
            self._note_assets([ours[place] for place in of_assets], [numbers[place] for place in of_assets])
        if len(of_assets) < len(ours):
            self._plan_checks(zip(ours, rows, numbers, strict=True))

    def _note_assets(self, events: Sequence[EventLogEntry], numbers: Sequence[int]) -> None:
        """Index the tags of events of assets, and make each asset's last its latest; Dagster would do one asset."""
        numbered = zip(events, numbers, strict=True)
        latest = {event.get_dagster_event().asset_key: (event, number) for event, number in numbered}
        indexed = self.has_secondary_index(ASSET_KEY_INDEX_COLS)
        rows = [
            {"asset_key": key.to_string(), **self._get_asset_entry_values(event, number, indexed)}
            for key, (event, number) in latest.items()
            if key is not None
        ]
        with self.index_transaction() as connection:
            self._store_asset_event_tags(connection, events, numbers)
        # each transaction takes its rows in one order: runs at once would wait for each other's, and one be ended
        rows.sort(key=itemgetter("asset_key"))
        for columns in {frozenset(row) for row in rows}:
            with self.index_transaction() as connection:
                connection.execute(newest(columns), [row for row in rows if row.keys() == columns])

    def _plan_checks(self, stored: Iterable[tuple[EventLogEntry, Mapping[str, Any], int]]) -> None:
        """Enter the checks among the events stored, given with their rows and numbers, as planned."""
        planned = [
            check
            for event, row, number in stored
            if event.dagster_event_type is PLANNED_CHECK
            for check in planned_checks(event, row, number)
        ]
        with self._connect() as connection:
            connection.execute(PLAN_CHECKS, planned)

    def _update_asset_check_evaluation(self, event: EventLogEntry, event_id: int | None) -> None:
        row = result_of_check(event, event_id)
        if row is not None:
            with self._connect() as connection:
                if connection.execute(
                    NOTE_RESULT, row | {"evaluation_event": serialize_value(event)}
                ).rowcount:
                    return
        super()._update_asset_check_evaluation(event, event_id)

    def delete_events_for_run(self, conn: Connection, run_id: str) -> None:
        """Delete the events of a run, and its checks, which Dagster 1.13 would keep for ever."""
        super().delete_events_for_run(conn, run_id)
        conn.execute(CHECKS.delete().where(CHECKS.c.run_id == run_id))

    @contextmanager
    def index_transaction(self) -> Iterator[Connection]:
        """A connection in a transaction, another than the thread holds unless that is in one already."""
        lent = self._lent
        if lent.connection is not None and lent.is_in_transaction:
            yield lent.connection
            return
        outer, lent.connection = lent.connection, None
        lent.is_in_transaction = True
        try:
            with super().index_transaction() as connection:
                yield connection
        finally:
            lent.connection, lent.is_in_transaction = outer, False

    def create(self) -> None:
        """Make the tables."""
        retry_pg_creation_fn(self._init_db)
        self.reindex_events()
        self.reindex_assets()

    def dispose(self) -> None:
        """Close every connection; Dagster disposes of the event log last."""
        super().dispose()
        self._engine.dispose()


def planned_checks(event: EventLogEntry, row: Mapping[str, Any], number: int) -> Iterator[dict[str, Any]]:
    """The rows of `asset_check_executions` for one check that is planned: one a partition."""
    planned = event.get_dagster_event().event_specific_data
    assert isinstance(planned, AssetCheckEvaluationPlanned)  # noqa: S101, what Dagster stores with such an event
    subset = planned.partitions_subset
    for partition in subset.get_partition_keys() if subset else (None,):
        yield {
            "asset_key": planned.asset_key.to_string(),
            "check_name": planned.check_name,
            "partition": partition,
            "run_id": event.run_id,
            "execution_status": AssetCheckExecutionRecordStatus.PLANNED.value,
            "evaluation_event": row["event"],
            "evaluation_event_timestamp": row["timestamp"],
            "evaluation_event_storage_id": number,
        }


@cache
def newest(columns: frozenset[str]) -> Insert:
    """The statement that makes events the newest of their assets, by the columns that these have something for."""
    statement = insert(AssetKeyTable)
    if columns == {"asset_key"}:
        return statement.on_conflict_do_nothing()
    return statement.on_conflict_do_update(
        index_elements=[AssetKeyTable.c.asset_key],
        set_={name: statement.excluded[name] for name in sorted(columns - {"asset_key"})},
    )


def result_of_check(event: EventLogEntry, number: int | None) -> dict[str, Any] | None:
    """What `asset_check_executions` is to tell of a check once planned; None for one of a partition."""
    found = event.get_dagster_event().event_specific_data
    if not isinstance(found, AssetCheckEvaluation) or found.partition is not None:
        return None
    status = AssetCheckExecutionRecordStatus
    of = found.target_materialization_data
    return {
        "of_asset": found.asset_key.to_string(),
        "of_check": found.check_name,
        "of_run": event.run_id,
        "execution_status": (status.SUCCEEDED if found.passed else status.FAILED).value,
        "evaluation_event_timestamp": datetime.fromtimestamp(event.timestamp, UTC).replace(tzinfo=None),
        "evaluation_event_storage_id": number,
        "materialization_event_storage_id": of.storage_id if of else None,
    }
