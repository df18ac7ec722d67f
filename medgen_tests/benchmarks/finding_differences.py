"""Whether the ways of saving work change an answer: `python -m medgen_tests.benchmarks.finding_differences DIR`.

Loads a folder into a database of its own with everything on and with everything off, and asks for every name and
synonym, and for every name with two letters changed about, both ways. Prints counts; exit 1 on a difference.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from medgen_assets.defs.finding_catalogue import FindingCatalogue
from medgen_assets.defs.finding_loads import LoadOptions, load_folder
from medgen_assets.schemas.finding_switches import FindingSwitches
from medgen_assets.store.migrating import migrate
from medgen_assets.store.pool import Database
from medgen_assets.store.server import embedded_server, stop_server

ON, OFF = FindingSwitches(), FindingSwitches(False, False, False, False)
AT_ONCE = 100


def misspelt(text: str) -> str:
    """A text with two letters in its middle changed about."""
    middle = len(text) // 2
    return text[: middle - 1] + text[middle] + text[middle - 1] + text[middle + 1 :]


def texts_of(database: Database) -> list[str]:
    """Every name and synonym, and every name misspelt."""
    with database.connection() as connection:
        rows = connection.execute(
            "SELECT kind, term FROM finding_term WHERE kind IN (1, 3) ORDER BY finding_no, term_no"
        )
        terms = rows.fetchall()
    return [*(term for _, term in terms), *(misspelt(term) for kind, term in terms if kind == 1)]


def contents(database: Database) -> list[tuple[Any, ...]]:
    """Everything that is stored of what holds now, but for the numbers."""
    asked = """SELECT oifm_id, file, file_sha256, document::text, words::text,
        (SELECT array_agg((kind, term)::text ORDER BY term_no) FROM finding_term AS t WHERE t.finding_no = m.finding_no)
        FROM finding_model AS m WHERE upper_inf(versions) ORDER BY oifm_id"""
    with database.connection("bulk") as connection:
        return list(connection.execute(asked).fetchall())


def compared(database: Database, folder: Path, every: int = 1) -> dict[str, int]:
    """Counts of what was compared, every so-manieth text, and of what differed."""
    load_folder(database, folder, LoadOptions(source="all", switches=ON))
    before = contents(database)
    again = load_folder(database, folder, LoadOptions(source="all", switches=OFF))
    texts = texts_of(database)[::every]
    fast, plain = FindingCatalogue(database, ON), FindingCatalogue(database, OFF)
    differing = 0
    for start in range(0, len(texts), AT_ONCE):
        part = texts[start : start + AT_ONCE]
        many, one = fast.search_many(part), [plain.search(text) for text in part]
        kept = [(fast.search(text), fast.search(text))[1] for text in part]
        differing += sum(len({a, b, c}) > 1 for a, b, c in zip(many, one, kept, strict=True))
    return {
        "models": len(before),
        "rows_differing": sum(one != other for one, other in zip(before, contents(database), strict=True)),
        "not_unchanged": again.scanned - again.unchanged,
        "queries": len(texts),
        "answers_differing": differing,
    }


def main(folder: Path) -> int:
    """Compare and tell."""
    with tempfile.TemporaryDirectory(prefix="medgen-differences-") as home:
        try:
            with Database(embedded_server(Path(home)).url) as database:
                migrate(database)
                found = compared(database, folder)
        finally:
            stop_server(Path(home))
    sys.stdout.write(json.dumps(found) + "\n")
    return int(any(found[name] for name in ("rows_differing", "not_unchanged", "answers_differing")))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
