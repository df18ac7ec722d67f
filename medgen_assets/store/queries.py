"""The SQL of the store: named queries in sql/*.sql, each with one line of purpose."""

import functools
import re
from importlib.resources import files

from psycopg.sql import SQL

NAMED = re.compile(r"^-- name: (\w+)\n-- (?P<purpose>\S.*)\n", re.MULTILINE)


def query(room: str, name: str) -> SQL:
    """The query of a name in sql/<room>.sql."""
    return queries(room)[name]


@functools.cache
def queries(room: str) -> dict[str, SQL]:
    """All queries of sql/<room>.sql by name."""
    text = (files("medgen_assets.store") / "sql" / f"{room}.sql").read_text(encoding="utf-8")
    _, *parts = NAMED.split(text)
    return {name: SQL(body.strip()) for name, body in zip(parts[::3], parts[2::3], strict=True)}
