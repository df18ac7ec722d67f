"""Which versions of the findings catalogue can still be shown: the newest ones; the one in force always."""

from typing import NamedTuple

from medgen_assets.errors import BadInput, Problem
from medgen_assets.store.pool import Connection
from medgen_assets.store.queries import query

ROOM = "finding_retention"


class Pruned(NamedTuple):
    """What retention took: versions that can no longer be shown, and contents that held in none but those."""

    versions: int
    contents: int


def pruned(connection: Connection, current: int, keep: int) -> Pruned:
    """Remove what holds in none of the newest versions, of which so many stay, the one in force at least."""
    first = current - max(keep, 1) + 1
    oldest = oldest_version(connection)
    if oldest is None or first <= oldest:
        return Pruned(0, 0)
    versions = connection.execute(query(ROOM, "forget"), {"first": first}).rowcount
    contents = connection.execute(query(ROOM, "remove"), {"first": first}).fetchone()
    return Pruned(versions, int(contents[0]) if contents else 0)


def oldest_version(connection: Connection) -> int | None:
    """The oldest version that can be shown and restored; None before the first load."""
    row = connection.execute(query(ROOM, "oldest")).fetchone()
    return row[0] if row else None


def refuse_unknown_version(version: int, oldest: int | None, current: int) -> None:
    """Raise BadInput for a version that the catalogue never had, or has no more."""
    if oldest is None:
        rule = "nothing was loaded yet."
    elif oldest <= version <= current:
        return
    else:
        rule = f"the catalogue has versions {oldest} to {current}."
    raise BadInput([Problem("version", str(version), rule, "See `medgen findings stats`.")])
