"""A comparison as files: everything as JSON, whose life hung on it as CSV, and a page with the differences drawn."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from medgen_assets.files import write_whole
from medgen_assets.report.charts.bars import plain_table
from medgen_assets.report.charts.differences import DrawnDifference, difference_chart
from medgen_assets.report.document import document
from medgen_assets.report.markup import Markup, element
from medgen_assets.report.sections.frame import section

LISTED = 500
"""Casualties named on the page; all of them are in the CSV."""
HEADINGS = ("Casualty", "Seed", "Lives in", "Dies as", "After, min", "At", "Waiting for", "Because of")
COLUMNS = (
    "patient_id", "seed", "lives_in", "dies_as", "died_after_minutes", "last_role", "died_waiting_for", "because_of",
)  # fmt: skip


def write_comparison(folder: Path, found: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Write the files of a comparison into a folder; gives what each is and its path. Raises OutputFailed."""
    yield "document", write_whole(folder / "comparison.json", json.dumps(found, indent=2) + "\n")
    yield "turned_table", write_whole(folder / "turned.csv", turned_csv(found["turned"]))
    yield "page", write_whole(folder / "comparison.html", comparison_page(found))


def turned_csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Whose life hung on the difference, with a head even when that is nobody."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else list(COLUMNS), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def comparison_page(found: Mapping[str, Any]) -> str:
    """The HTML text of the page: what is compared, the differences drawn and as a table, whose life hung on them."""
    a, b = found["a"]["name"], found["b"]["name"]
    return document(
        f"{a} and {b} compared",
        element("p", "The same casualties, twice", _class="kicker"),
        element("h1", f"A {a}, B {b}"),
        element("p", introduction(found), _class="description"),
        element(
            "div",
            section("What changes", *drawn(found), wide=True),
            section("Whose life it is", *lives(found), wide=True),
            _class="cards",
        ),
    )


def introduction(found: Mapping[str, Any]) -> str:
    """How many casualties and seeds, and what the interval means."""
    asked = f"{found['patients']:,} casualties under {found['replications']:,} seeds, each in A and in B. "
    if found["replications"] == 1:
        return asked + "One seed has no interval; ask for more replications."
    return asked + "Differences are B less A, paired by seed, with the 95 % interval of their mean."


def drawn(found: Mapping[str, Any]) -> list[Markup]:
    """A chart of the counts and one of the minutes, and all figures as a table."""
    rows = found["differences"]
    groups = {"Casualties": False, "Minutes": True}
    charts = [
        difference_chart(
            f"{title}: B less A",
            [drawn_row(row) for row in rows if row["measure"].endswith(" min") == is_time],
        )
        for title, is_time in groups.items()
    ]
    cells = [[row["measure"], *(figure(row[name]) for name in NUMBERS)] for row in rows]
    return [*charts, plain_table(("Measure", "A", "B", "B less A", "from", "to"), cells)]


NUMBERS = ("a", "b", "difference", "low", "high")


def drawn_row(row: Mapping[str, Any]) -> DrawnDifference:
    """One difference as the chart takes it."""
    low, high = (row["difference"] if row[end] is None else row[end] for end in ("low", "high"))
    return DrawnDifference(row["measure"].removesuffix(" min"), row["difference"], low, high)


def figure(number: float | None) -> str:
    """A number to a tenth; a dash where there is none."""
    return "–" if number is None else f"{number:z,.1f}"


def lives(found: Mapping[str, Any]) -> list[Markup]:
    """How many live in one arm alone, and the first of them by name of number."""
    a, b, rows = found["live_only_in_a"], found["live_only_in_b"], found["turned"]
    cells = [[str(row[name]) for name in COLUMNS] for row in rows[:LISTED]]
    return [
        element("p", f"{a:,} live in A and die in B; {b:,} live in B and die in A.", _class="lead"),
        plain_table(HEADINGS, cells),
        element("p", f"All of them are in turned.csv; here the first {LISTED}.", _class="note"),
    ]
