"""An answer is given only while nothing it depends on has changed, in whatever process that was changed."""

import subprocess
import sys
from collections.abc import Hashable
from pathlib import Path

from medgen_assets.caching import AnswerCache


class Table:
    """Rows and a generation that a write raises with them."""

    def __init__(self) -> None:
        self.generations = {"models": 1, "people": 1}
        self.rows = ["old"]

    def write(self, row: str, table: str = "models") -> None:
        self.rows = [row]
        self.generations[table] += 1

    def generation(self, tables: tuple[str, ...]) -> Hashable:
        return tuple(self.generations[table] for table in tables)


def test_the_next_request_after_a_write_sees_it() -> None:
    table = Table()
    cache: AnswerCache[list[str]] = AnswerCache(generations=table.generation)
    cache.answer("q", lambda: table.rows, ("models",))
    table.write("new")

    assert cache.answer("q", lambda: table.rows, ("models",)) == ["new"]
    assert cache.counts().outdated == 1


def test_a_write_to_another_table_changes_nothing() -> None:
    table = Table()
    cache: AnswerCache[list[str]] = AnswerCache(generations=table.generation)
    cache.answer("q", lambda: table.rows, ("models",))
    table.write("new", "people")
    cache.answer("q", lambda: table.rows, ("models",))

    assert cache.counts().hits == 1


def test_a_reader_that_began_before_a_write_leaves_nothing_old_behind() -> None:
    table = Table()
    cache: AnswerCache[list[str]] = AnswerCache(generations=table.generation)

    def read_while_somebody_writes() -> list[str]:
        rows = table.rows
        table.write("new")
        return rows

    cache.answer("q", read_while_somebody_writes, ("models",))

    assert cache.answer("q", lambda: table.rows, ("models",)) == ["new"]


def test_a_request_after_a_write_does_not_join_the_work_of_one_before() -> None:
    table = Table()
    cache: AnswerCache[list[str]] = AnswerCache(generations=table.generation)
    seen: list[list[str]] = []

    def write_and_ask_again() -> list[str]:
        rows = table.rows
        table.write("new")
        seen.append(cache.answer("q", lambda: table.rows, ("models",)))
        return rows

    cache.answer("q", write_and_ask_again, ("models",))

    assert seen == [["new"]]


def test_a_write_by_another_process_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "generation"
    file.write_text("1")
    cache: AnswerCache[str] = AnswerCache(generations=lambda _: file.read_text())
    cache.answer("q", lambda: "old")
    program = f"import pathlib; pathlib.Path({str(file)!r}).write_text('2')"
    subprocess.run([sys.executable, "-c", program], check=True)

    assert cache.answer("q", lambda: "new") == "new"
