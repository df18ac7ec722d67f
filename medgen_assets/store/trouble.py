"""What a driver's error means for whoever runs a command: one line instead of a statement and its parameters."""

from collections.abc import Iterator

from medgen_assets.errors import DependencyDown

DISK_FULL = "53100"
RESOURCES, CONNECTION, SHUTDOWN = "53", "08", "57P"
"""Classes of SQLSTATE. Source: PostgreSQL manual, appendix "PostgreSQL Error Codes"."""
DRIVERS = ("psycopg", "psycopg2")
LOST = ("OperationalError", "InterfaceError", "AdminShutdown", "CrashShutdown")


def database_trouble(error: BaseException | None) -> DependencyDown | None:
    """The trouble of the database behind an error, of either driver; None when it is none of the database's."""
    for met in chain_of(error):
        if type(met).__module__.partition(".")[0] in DRIVERS:
            return said(met)
    return None


def chain_of(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it; SQLAlchemy keeps the driver's error as `orig`."""
    met: list[BaseException] = []  # chains of causes may close to a ring
    while error is not None and error not in met:
        met.append(error)
        yield error
        original = getattr(error, "orig", None)
        error = original if isinstance(original, BaseException) else error.__cause__ or error.__context__


def said(error: BaseException) -> DependencyDown | None:
    """What a driver's error means."""
    state = str(getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or "")
    reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
    if state == DISK_FULL:
        return DependencyDown(
            f"The database's disk is full: {reason}. Free some space there, then try again."
        )
    if state.startswith(RESOURCES):
        return DependencyDown(f"The database server lacks resources: {reason}. Give it more, then try again.")
    if state.startswith((CONNECTION, SHUTDOWN)) or (not state and type(error).__name__ in LOST):
        return DependencyDown(f"The connection to the database was lost: {reason}. Try again.")
    return None
