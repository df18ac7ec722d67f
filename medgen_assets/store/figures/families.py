"""Everything the store has to say, one family of figures after the other."""

import threading
from collections.abc import Iterator
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

from medgen_assets.errors import DependencyDown
from medgen_assets.store.budget import home_budget
from medgen_assets.store.figures.connections import budget_families, pool_families, session_families
from medgen_assets.store.figures.findings import catalogue_families
from medgen_assets.store.figures.runs import run_families, usage_families, working_pools
from medgen_assets.store.opening import open_database
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import queries
from medgen_assets.store.server.status import is_up
from medgen_assets.telemetry import MetricFamily, Sample

UP = "medgen_database_up"
UP_TEXT = (
    "Whether the database answers (1) or not (0); an embedded server that is down is not started for this."
)
ASKED = (
    "sessions",
    "max_connections",
    "runs",
    "durations",
    "working",
    "latest",
    "usage",
    "catalogue",
    "finding_sources",
)
"""The questions of sql/figures.sql, in one transaction: nine short statements a look."""

Rows = dict[str, list[tuple[Any, ...]]]


class StoreFigures:
    """The figures of this home, looked up anew each time; it waits for a database and starts none."""

    def __init__(self) -> None:
        self._database: Database | None = None
        self._lock = threading.Lock()

    def families(self) -> Iterator[MetricFamily]:
        """The figures now; without a database that answers, those that need none."""
        rows = self._answers()
        yield MetricFamily(UP, "gauge", UP_TEXT, (Sample(float(rows is not None), {}),))
        yield from budget_families(home_budget())
        own = {"endpoint": asdict(self._database.pool_status())} if self._database else {}
        yield from pool_families(own if rows is None else own | {"runs": working_pools(rows)})
        if rows is not None:
            yield from session_families(rows)
            yield from run_families(rows)
            yield from usage_families(rows)
            yield from catalogue_families(rows)

    def _answers(self) -> Rows | None:
        """The answers to all questions by name, or None when no database answers."""
        if not is_up():
            return None
        try:
            with self._lock:
                self._database = self._database or open_database()
            return self._database.read(asked)
        except DependencyDown:
            return None

    def close(self) -> None:
        """Give the connections back."""
        if self._database is not None:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def asked(connection: Connection) -> Rows:
    """Ask all questions in one transaction."""
    return {name: connection.execute(queries("figures")[name]).fetchall() for name in ASKED}
