"""Connections for Dagster's own storage, which is written for psycopg2, counted like all others."""

from collections.abc import Callable
from typing import Any

import psycopg2  # type: ignore[import-untyped]  # ships no types
import psycopg2.extensions  # type: ignore[import-untyped]  # ships no types

from medgen_assets.store.connecting import Admission


class DagsterConnection(psycopg2.extensions.connection):  # type: ignore[misc]  # of an untyped class
    """A psycopg2 connection that holds one slot of the budget while it is open."""

    release_slot: Callable[[], object] | None = None

    def close(self) -> None:
        """Close the connection, which frees its slot."""
        super().close()
        if self.release_slot is not None:
            self.release_slot()


def dagster_connection(find: Callable[[], dict[str, str]], admission: Admission) -> DagsterConnection:
    """Open a connection when the admission lets us; `find` gives the parameters by their libpq names."""

    def connect() -> Any:
        return psycopg2.connect(**find(), connection_factory=DagsterConnection)

    connection: DagsterConnection = admission.opened(connect)
    return connection
