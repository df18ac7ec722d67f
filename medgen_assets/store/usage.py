"""How much was made, by day, person and how it ended; it outlives the records of the runs."""

from dataclasses import dataclass
from datetime import date

from psycopg.rows import class_row

from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import query
from medgen_assets.store.run_rows import RunState


@dataclass(frozen=True)
class Usage:
    """The runs of one person that ended one way on one day (UTC), added up; a trigger keeps the figures."""

    day: date
    person: str
    state: RunState
    runs: int
    patients: int
    row_count: int
    bytes: int
    seconds: float
    connections_opened: int
    connection_requests: int
    connection_errors: int
    connection_wait_seconds: float

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", RunState(self.state))


def usage_since(database: Database, day: date) -> list[Usage]:
    """The usage of a day and all that followed, oldest first."""

    def read(connection: Connection) -> list[Usage]:
        with connection.cursor(row_factory=class_row(Usage)) as cursor:
            return cursor.execute(query("usage", "since"), {"day": day}).fetchall()

    return database.read(read)
