"""The schema, step by step: numbered SQL up and down, recorded with a checksum, one process at a time."""

import functools
import hashlib
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from psycopg.rows import class_row
from psycopg.sql import SQL, Identifier

from medgen_assets.errors import BadInput, MedgenError, Problem
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import query

LOSES = "-- loses:"


class SchemaConflict(MedgenError):
    """The database was migrated by other steps than this version of medgen has."""

    exit_code = 3


@dataclass(frozen=True)
class Migration:
    """One step of the schema, up and down."""

    number: int
    name: str
    up: str
    down: str

    @property
    def checksum(self) -> str:
        """SHA-256 (hex) over the step up."""
        return hashlib.sha256(self.up.encode()).hexdigest()

    @property
    def losing(self) -> tuple[str, ...]:
        """The tables whose rows, and the `table.column`s whose values, are lost by the step down."""
        first = self.down.splitlines()[0]
        return tuple(name.strip() for name in first.removeprefix(LOSES).split(",") if first.startswith(LOSES))


@dataclass(frozen=True)
class AppliedMigration:
    """A step that the database has taken."""

    number: int
    name: str
    checksum: str
    applied_at: datetime


@functools.cache
def migrations() -> tuple[Migration, ...]:
    """Every step this version of medgen has, in order."""
    folder = files("medgen_assets.store") / "migrations"
    ups = sorted(file.name for file in folder.iterdir() if file.name.endswith(".up.sql"))
    return tuple(
        Migration(
            number=int(name[:4]),
            name=(stem := name.removesuffix(".up.sql")),
            up=(folder / name).read_text(encoding="utf-8"),
            down=(folder / f"{stem}.down.sql").read_text(encoding="utf-8"),
        )
        for name in ups
    )


def applied_migrations(database: Database) -> list[AppliedMigration]:
    """The steps the database has taken, oldest first."""
    return database.read(_applied)


def migrate(database: Database) -> list[str]:
    """Take every step that is missing, all or none; the names of those taken.

    Raises SchemaConflict when the database has taken a step that this version does not know.
    """
    if not _missing(database.read(_applied)):
        return []
    with database.connection("bulk") as connection:
        connection.execute(query("migrations", "lock"))
        connection.execute(query("migrations", "create_record"))
        missing = _missing(_applied(connection))
        for migration in missing:
            connection.execute(SQL(migration.up))
            connection.execute(query("migrations", "record"), _described(migration))
    return [migration.name for migration in missing]


def rollback(
    database: Database, steps: int = 1, *, to: int | None = None, is_loss_accepted: bool = False
) -> list[str]:
    """Take back the last steps, or all that follow step number `to`, all or none; the names of those taken back.

    Raises BadInput when rows or values would be lost and nobody accepted that, SchemaConflict as `migrate`.
    """
    _refuse_no_step(steps, to)
    with database.connection("bulk") as connection:
        connection.execute(query("migrations", "lock"))
        applied = _applied(connection)
        _missing(applied)
        taken = {step.number for step in applied}
        known = [migration for migration in reversed(migrations()) if migration.number in taken]
        last = known[:steps] if to is None else [step for step in known if step.number > to]
        if not is_loss_accepted:
            _refuse_loss(connection, last)
        for migration in last:
            connection.execute(SQL(migration.down))
            connection.execute(query("migrations", "forget"), {"number": migration.number})
    return [migration.name for migration in last]


def _refuse_no_step(steps: int, to: int | None) -> None:
    if to is None and steps < 1:
        raise BadInput([Problem("steps", str(steps), "it must be at least 1.")])
    if to is not None and not 0 <= to <= len(migrations()):
        rule = f"steps have the numbers 1 to {len(migrations())}; 0 takes all of them back."
        raise BadInput([Problem("to", str(to), rule)])


def _applied(connection: Connection) -> list[AppliedMigration]:
    has_record = connection.execute(query("migrations", "has_record")).fetchone()
    if not (has_record and has_record[0]):
        return []
    with connection.cursor(row_factory=class_row(AppliedMigration)) as cursor:
        return cursor.execute(query("migrations", "applied")).fetchall()


def _missing(applied: list[AppliedMigration]) -> list[Migration]:
    known = {migration.number: migration for migration in migrations()}
    for step in applied:
        if step.number not in known or known[step.number].checksum != step.checksum:
            raise SchemaConflict(
                f"The database took the step {step.name}, which this version of medgen does not have so. "
                "Use the version of medgen that made it, or another database."
            )
    taken = {step.number for step in applied}
    return [migration for migration in migrations() if migration.number not in taken]


def _refuse_loss(connection: Connection, steps: list[Migration]) -> None:
    lost = [name for migration in steps for name in migration.losing]
    problems = [_loss(name) for name in lost if _has_values(connection, *name.split("."))]
    if problems:
        raise BadInput(problems)


def _loss(name: str) -> Problem:
    what = f"column {name}" if "." in name else f"table {name}"
    lost = "values" if "." in name else "rows"
    return Problem(what, "not empty", f"the rollback would lose its {lost}.", "Accept the loss.")


def _has_values(connection: Connection, table: str, column: str | None = None) -> bool:
    """Whether a table has rows, or rows with a value in the column."""
    filled = SQL("WHERE {} IS NOT NULL").format(Identifier(column)) if column else SQL("")
    asked = SQL("SELECT EXISTS (SELECT FROM {} {})").format(Identifier(table), filled)
    row = connection.execute(asked).fetchone()
    return bool(row and row[0])


def _described(migration: Migration) -> dict[str, Any]:
    return {"number": migration.number, "name": migration.name, "checksum": migration.checksum}
