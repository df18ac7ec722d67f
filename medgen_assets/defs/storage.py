"""Where Dagster keeps its runs, events and logs: the same Postgres server and MEDGEN_HOME as everything else.

Named in dagster.yaml, so that `dagster dev` and the other commands find it from the repository root without
any setting. Nothing is written into the repository.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from dagster import DagsterEventType, DagsterInstance
from dagster._config.config_schema import UserConfigSchema
from dagster._core.events.log import EventLogEntry
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.event_log.schema import AssetCheckExecutionsTable, SqlEventLogStorageTable
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._serdes import ConfigurableClassData
from dagster_postgres import (
    DagsterPostgresStorage,
    PostgresEventLogStorage,
    PostgresRunStorage,
    PostgresScheduleStorage,
)
from dagster_postgres.utils import create_pg_connection, retry_pg_creation_fn
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

import medgen_assets
from medgen_assets.store.address import Url
from medgen_assets.store.dagster_pool import dagster_engine
from medgen_assets.store.home import medgen_home
from medgen_assets.store.opening import dagster_url

NO_CONFIG: dict[str, Any] = {}
PLACEHOLDER = "postgresql+psycopg2://"
"""The URL that Dagster's classes are given; they never connect by it, nor can they print a password."""
OF_ASSETS = (DagsterEventType.ASSET_MATERIALIZATION_PLANNED, DagsterEventType.ASSET_MATERIALIZATION)
os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
"""Events that Dagster may store together; it asks each time. A run over 10 batches of 11 tables plans 110 slices."""
HAS_TABLES = text("SELECT to_regclass('runs'), to_regclass('event_logs'), to_regclass('jobs')")
LOCK = text("SELECT pg_advisory_lock(120265209079151)")
UNLOCK = text("SELECT pg_advisory_unlock(120265209079151)")


class _Lent(threading.local):
    """The connection that a thread holds now, and whether it is in a transaction of Dagster's making."""

    connection: Connection | None = None
    is_in_transaction = False


class _SeenOnce:
    """Tables and columns that have been seen: a process does not look for them again before each question.

    What was missing is looked for again, because another process may make it.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def has(self, name: str, look: Callable[[], bool]) -> bool:
        """Whether there is such a table or column."""
        if name not in self._seen and look():
            self._seen.add(name)
        return name in self._seen


class _SharedEngine:
    """What the three storages have instead of an engine of their own.

    A question asked while the same thread holds a connection uses that one: Dagster asks inside of questions,
    and threads that each hold one connection and wait for a second would wait for each other.
    """

    _engine: Engine

    def __init__(self, engine: Engine, lent: _Lent) -> None:
        super().__init__(PLACEHOLDER, should_autocreate_tables=False)  # type: ignore[call-arg]
        self._engine.dispose()
        self._engine = engine
        self._lent = lent
        self._schema = _SeenOnce()

    def optimize_for_webserver(self, statement_timeout: int, pool_recycle: int, max_overflow: int) -> None:
        """Keep the shared engine, which has a pool and a statement timeout already."""

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        lent = self._lent
        if lent.connection is not None:
            yield lent.connection
            return
        with create_pg_connection(self._engine) as connection:
            lent.connection = connection
            try:
                yield connection
            finally:
                lent.connection = None


class RunTables(_SharedEngine, PostgresRunStorage):
    """Dagster's runs."""

    def has_run_stats_index_cols(self) -> bool:
        """Whether runs have the columns of their times."""
        return self._schema.has("run stats", super().has_run_stats_index_cols)

    def has_backfill_id_column(self) -> bool:
        """Whether runs have the column of their backfill."""
        return self._schema.has("backfill", super().has_backfill_id_column)

    def connect(self) -> AbstractContextManager[Connection]:
        """A connection of the shared pool."""
        return self._connected()

    def create(self) -> None:
        """Make the tables."""
        retry_pg_creation_fn(self._init_db)
        self.migrate()
        self.optimize()


class EventTables(_SharedEngine, PostgresEventLogStorage):
    """Dagster's event log."""

    def _connect(self) -> AbstractContextManager[Connection]:
        return self._connected()

    def has_table(self, table_name: str) -> bool:
        """Whether there is such a table."""
        ask = super().has_table
        return self._schema.has(table_name, lambda: ask(table_name))

    def _has_asset_key_col_on_connection(self, conn: Connection, column_name: str) -> bool:
        ask = super()._has_asset_key_col_on_connection
        return self._schema.has(f"asset_keys {column_name}", lambda: ask(conn, column_name))

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events that come together: what a run will make, or made, in one statement, not one per slice."""
        ours = [event for event in events if event.get_dagster_event().event_type in OF_ASSETS]
        if len(ours) < len(events):
            others = (event for event in events if event.get_dagster_event().event_type not in OF_ASSETS)
            super().store_event_batch(list(others))
        if not ours:
            return
        numbers = self._stored(ours)
        numbered = zip(ours, numbers, strict=True)
        latest = {event.get_dagster_event().asset_key: (event, number) for event, number in numbered}
        with self.index_transaction() as connection:
            self._store_asset_event_tags(connection, ours, numbers)
            for event, number in latest.values():  # Dagster would for the last asset only
                self._store_asset_event(connection, event, number)

    def _stored(self, events: Sequence[EventLogEntry]) -> list[int]:
        """Store events, and give their numbers in the same order."""
        insert = SqlEventLogStorageTable.insert().returning(
            SqlEventLogStorageTable.c.id, sort_by_parameter_order=True
        )
        with self._connect() as connection:
            rows = connection.execute(insert, [self._event_to_row(event) for event in events])
            return [int(row[0]) for row in rows]

    def delete_events_for_run(self, conn: Connection, run_id: str) -> None:
        """Delete the events of a run, and its checks, which Dagster 1.13 would keep for ever."""
        super().delete_events_for_run(conn, run_id)
        checks = AssetCheckExecutionsTable
        conn.execute(checks.delete().where(checks.c.run_id == run_id))

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


class ScheduleTables(_SharedEngine, PostgresScheduleStorage):
    """Dagster's schedules, sensors and their ticks."""

    def connect(self, _run_id: str | None = None) -> AbstractContextManager[Connection]:
        """A connection of the shared pool."""
        return self._connected()

    def create(self) -> None:
        """Make the tables."""
        retry_pg_creation_fn(self._init_db)


class SharedStorage(DagsterPostgresStorage):
    """Dagster's storage on medgen's server, through one small pool of connections."""

    def __init__(self, url: Url, inst_data: ConfigurableClassData | None = None) -> None:
        self._inst_data = inst_data
        self._shared_engine = dagster_engine(url)
        lent = _Lent()
        self._run_storage = self._tables_of_runs = RunTables(self._shared_engine, lent)
        self._event_log_storage = self._tables_of_events = EventTables(self._shared_engine, lent)
        self._schedule_storage = self._tables_of_schedules = ScheduleTables(self._shared_engine, lent)
        self._create_tables()

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Nothing to configure."""
        return NO_CONFIG

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, _config: Mapping[str, Any]
    ) -> "SharedStorage":
        """Called by Dagster: finds or starts the server."""
        return cls(dagster_url(), inst_data)

    def _create_tables(self) -> None:
        with self._shared_engine.connect() as connection:
            if _has_tables(connection):
                return
            connection.execute(LOCK)
            try:
                if not _has_tables(connection):
                    self._tables_of_runs.create()
                    self._tables_of_events.create()
                    self._tables_of_schedules.create()
            finally:
                connection.execute(UNLOCK)
        # Making the tables took a second connection, which nobody needs any more.
        self._shared_engine.dispose()


class ArtifactFolder(LocalArtifactStorage):
    """Dagster's own files, in MEDGEN_HOME."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Nothing to configure."""
        return NO_CONFIG

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, _config: Mapping[str, Any]
    ) -> "ArtifactFolder":
        """Called by Dagster."""
        return cls(base_dir=str(dagster_folder()), inst_data=inst_data)


class ComputeLogFolder(LocalComputeLogManager):
    """What runs print, in MEDGEN_HOME."""

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Nothing to configure."""
        return NO_CONFIG

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, _config: Mapping[str, Any]
    ) -> "ComputeLogFolder":
        """Called by Dagster."""
        return cls(base_dir=str(dagster_folder() / "logs"), inst_data=inst_data)


def dagster_folder() -> Path:
    """Dagster's folder of this MEDGEN_HOME, made when it is not there."""
    folder = medgen_home() / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def dagster_instance(overrides: Mapping[str, Any] | None = None) -> DagsterInstance:
    """The Dagster instance that dagster.yaml describes; entries given here win over the file's."""
    root = Path(medgen_assets.__file__).parents[1]
    return DagsterInstance.from_ref(
        InstanceRef.from_dir(str(dagster_folder()), config_dir=str(root), overrides=dict(overrides or {}))
    )


def _has_tables(connection: Connection) -> bool:
    row = connection.execute(HAS_TABLES).fetchone()
    return row is not None and None not in row
