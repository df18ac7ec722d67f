"""The migrations end at the schema that docs/database.md describes: every table, and every column of it."""

import re
from pathlib import Path

import pytest

from medgen_assets.store.pool import Database

PAGE = Path(__file__).parents[2] / "docs" / "database.md"
ROW = re.compile(r"^\| (?P<tables>`[^|]*`) \| [^|]* \| (?P<columns>[^|]*) \|$", re.MULTILINE)
NAME = re.compile(r"`(\w+)`")
IN_BRACKETS = re.compile(r"\([^()]*\)")
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name <> 'schema_migration'
"""


def described() -> dict[str, set[str]]:
    """The columns of each table as the page has them; the tables that share a row have none of their own."""
    section = PAGE.read_text(encoding="utf-8").partition("## Tables")[2].partition("\n## ")[0]
    found: dict[str, set[str]] = {}
    for row in ROW.finditer(section):
        tables = NAME.findall(row["tables"])
        columns = set(NAME.findall(IN_BRACKETS.sub("", row["columns"])))
        found |= {table: columns if len(tables) == 1 else set() for table in tables}
    return found


@pytest.fixture
def made(database: Database) -> dict[str, set[str]]:
    """The columns of each table as the migrations make them."""
    found: dict[str, set[str]] = {}
    with database.connection() as connection:
        for table, column in connection.execute(COLUMNS).fetchall():
            found.setdefault(table, set()).add(column)
    return found


def test_every_table_is_described_and_no_other(made: dict[str, set[str]]) -> None:
    assert len(made) > 5
    assert set(described()) == set(made)


def test_every_column_is_described_and_no_other(made: dict[str, set[str]]) -> None:
    page = described()
    differences = {table: page[table] ^ columns for table, columns in made.items() if page.get(table)}

    assert {table: columns for table, columns in differences.items() if columns} == {}
    assert len(differences) > 5
