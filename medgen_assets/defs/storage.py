"""Where Dagster keeps its runs, events and logs: the same Postgres server and MEDGEN_HOME as everything else.

Named in dagster.yaml, so that `dagster dev` and the other commands find it from the repository root without
any setting. Nothing is written into the repository.
"""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from dagster import DagsterInstance
from dagster._config.config_schema import UserConfigSchema
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._core.storage.root import LocalArtifactStorage
from dagster._core.storage.runs.schema import RunsTable
from dagster._serdes import ConfigurableClassData
from dagster_postgres import (
    DagsterPostgresStorage,
    PostgresRunStorage,
    PostgresScheduleStorage,
)
from dagster_postgres.utils import retry_pg_creation_fn
from sqlalchemy import text
from sqlalchemy.engine import Connection

import medgen_assets
from medgen_assets.defs.event_tables import EventTables
from medgen_assets.defs.shared_engine import Lent, SharedEngine, columns_of
from medgen_assets.store.address import Url
from medgen_assets.store.dagster_pool import dagster_engine
from medgen_assets.store.home import medgen_home
from medgen_assets.store.opening import dagster_url

NO_CONFIG: dict[str, Any] = {}
os.environ.setdefault("DAGSTER_EVENT_BATCH_SIZE", "1000")
"""Events that Dagster may store together; it asks each time. A run over 10 batches of 11 tables plans 110 slices."""
HAS_TABLES = text("SELECT to_regclass('runs'), to_regclass('event_logs'), to_regclass('jobs')")
LOCK = text("SELECT pg_advisory_lock(120265209079151)")
UNLOCK = text("SELECT pg_advisory_unlock(120265209079151)")


class RunTables(SharedEngine, PostgresRunStorage):
    """Dagster's runs."""

    def has_run_stats_index_cols(self) -> bool:
        """Whether runs have the columns of their times."""
        return self._schema.has("run stats", lambda: self._has_columns("start_time", "end_time"))

    def has_backfill_id_column(self) -> bool:
        """Whether runs have the column of their backfill."""
        return self._schema.has("backfill", lambda: self._has_columns("backfill_id"))

    def _has_columns(self, *names: str) -> bool:
        with self._connected() as connection:
            return columns_of(connection, RunsTable.name).issuperset(names)

    def connect(self) -> AbstractContextManager[Connection]:
        """A connection of the shared pool."""
        return self._connected()

    def create(self) -> None:
        """Make the tables."""
        retry_pg_creation_fn(self._init_db)
        self.migrate()
        self.optimize()


class ScheduleTables(SharedEngine, PostgresScheduleStorage):
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
        lent = Lent()
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
