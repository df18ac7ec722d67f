"""The report is one whole page that says what the data set says and loads nothing."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import polars as pl
import pytest

from medgen_assets.errors import BadInput, OutputFailed
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.verification import verify
from medgen_assets.report.page import write_report
from medgen_tests.exporters.faults import files_below, limited_file_size, read_only
from medgen_tests.exporters.sample_run import rows_of, sealed_run

VOID = {"meta", "br"}
HOSTILE = "</title></style><script>alert(1)</script><img src=x onerror=alert(1)> \" ' &amp;"


class Balance(HTMLParser):
    """Notes elements that are not closed in order, all tags and all attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def parsed(page: str) -> Balance:
    balance = Balance()
    balance.feed(page)
    balance.close()
    return balance


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    return sealed_run(tmp_path_factory.mktemp("runs"), 500, batch_size=200)


@pytest.fixture(scope="module")
def page(data_set: DataSet) -> str:
    return write_report(data_set.folder).read_text(encoding="utf-8")


def edited(run: DataSet, table: str, edit: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change a table of a data set on disk, keeping what its files say of themselves."""
    for path in run.paths(table):
        with path.open("rb") as file:
            metadata = pl.read_parquet_metadata(file)
        edit(pl.read_parquet(path)).write_parquet(path, metadata=metadata)


def test_every_element_is_closed_in_order(page: str) -> None:
    balance = parsed(page)

    assert (balance.open, balance.faults) == ([], [])


def test_every_drawing_is_well_formed(page: str) -> None:
    drawings = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)

    assert len([ET.fromstring(drawing) for drawing in drawings]) == 3  # noqa: S314 - our own page


def test_every_drawing_has_a_title_and_a_table_beside_it(page: str) -> None:
    drawings = re.findall(r"<svg[^>]*aria-label=\"([^\"]+)\"[^>]*><title>", page)

    assert drawings == [
        "Casualties per hour by front",
        "From the point of injury to the outcome",
        "Beds in use over time",
    ]
    assert page.count("As a table") == 3


def test_the_page_loads_and_runs_nothing(page: str) -> None:
    balance = parsed(page)

    assert balance.tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "base", "form"})
    assert not [name for name, _ in balance.attributes if name.startswith("on") or name in {"src", "href"}]
    assert not re.search(r"https?:|url\(|@import|javascript:", page)


def test_the_policy_forbids_what_the_page_does_not_do(page: str) -> None:
    assert "default-src &#x27;none&#x27;" in page


def test_the_language_is_said(page: str) -> None:
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')


def test_dark_and_print_are_styled(page: str) -> None:
    assert "@media (prefers-color-scheme: dark)" in page
    assert "@media print" in page


def test_outcomes_are_those_of_the_patients(data_set: DataSet, page: str) -> None:
    killed = rows_of(data_set, "patients").filter(outcome="KIA").height

    assert re.search(rf"Killed in action</th>.*?<td class=\"number\">{killed}</td>", page)


def test_the_three_rates_have_their_own_denominators(data_set: DataSet, page: str) -> None:
    battle = rows_of(data_set, "patients").filter(casualty_class="BATTLE")
    killed, died = battle.filter(outcome="KIA").height, battle.filter(outcome="DOW").height
    early = battle.filter(
        (pl.col("outcome") == "RTD") & (pl.col("outcome_at") - pl.col("injured_at") <= pl.duration(hours=72))
    ).height
    whole = battle.height
    rates = re.findall(
        r'<th scope="row">(%[^<]*|Case fatality rate)</th><td class="number">([^<]*)</td>'
        r'<td class="number">([^<]*)</td><td class="number">([^<]*)</td>',
        page,
    )

    assert [(name, int(cases), int(of)) for name, _, cases, of in rates] == [
        ("% KIA", killed, whole - early),
        ("% DOW", died, whole - killed - early),
        ("Case fatality rate", killed + died, whole),
    ]


def test_where_the_data_come_from_is_said(page: str) -> None:
    assert "<dt>Seed</dt><dd>7</dd>" in page
    assert "<dt>Scenario fingerprint</dt><dd>abc123def456</dd>" in page
    assert "medgen 0.1.0" in page


def test_the_page_does_not_depend_on_the_batches(tmp_path: Path) -> None:
    pages = {
        write_report(sealed_run(tmp_path, 300, batch_size).folder).read_text() for batch_size in (40, 300)
    }

    assert len(pages) == 1


def test_hostile_words_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 60)
    document = "description: |\n  " + HOSTILE + "\nfronts: [{name: '<script>', share: 1}]\n"
    (run.folder / "scenario.yaml").write_text(document)
    edited(run, "patients", lambda rows: rows.with_columns(front=pl.lit(HOSTILE), mechanism=pl.lit(HOSTILE)))
    edited(run, "treatments", lambda rows: rows.with_columns(display=pl.lit(HOSTILE)))
    edited(run, "facility_load", lambda rows: rows.with_columns(facility_id=pl.lit(HOSTILE)))
    balance = parsed(write_report(run.folder).read_text())

    assert (balance.open, balance.faults) == ([], [])
    assert balance.tags.isdisjoint({"script", "img"})


@pytest.mark.parametrize("document", ["", "[1, 2]", "a: [", "\x00", "fronts: 3\n"])
def test_a_scenario_that_cannot_be_read_costs_only_its_words(tmp_path: Path, document: str) -> None:
    folder = sealed_run(tmp_path, 30).folder
    (folder / "scenario.yaml").write_text(document)

    assert "Baltic winter" in write_report(folder).read_text()


def test_one_patient_is_enough(tmp_path: Path) -> None:
    assert parsed(write_report(sealed_run(tmp_path, 1).folder).read_text()).faults == []


def test_nobody_reaching_a_facility_is_drawn(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 60)
    gone = pl.lit(None, dtype=pl.Datetime("us", "UTC"))
    edited(run, "patients", lambda rows: rows.with_columns(first_facility_at=gone, outcome=pl.lit("KIA")))
    edited(run, "events", lambda rows: rows.filter(pl.col("role") == "POI"))
    edited(run, "treatments", lambda rows: rows.head(0))
    edited(run, "facility_load", lambda rows: rows.head(0))
    page = write_report(run.folder).read_text()

    assert "60 patients never reached a facility alive." in page
    assert "No facility was used." in page


def test_many_fronts_and_nations_are_drawn_together(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 300)
    many = pl.format("front {}", pl.col("patient_id") % 30)
    edited(run, "patients", lambda rows: rows.with_columns(front=many, nation=many))
    page = write_report(run.folder).read_text()

    assert "other fronts" in page
    assert "16 others" in page


def test_many_facilities_are_drawn_together_by_role_and_front(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 30)
    several = pl.format("{}-{}", "facility_id", pl.col("hour").dt.day())
    edited(run, "facility_load", lambda rows: rows.with_columns(facility_id=several))
    page = write_report(run.folder).read_text()

    assert page.count("north, 30 × Role 1:") == 1


def test_a_year_is_drawn_in_few_columns(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 300)
    later = pl.col("injured_at") + pl.duration(days=pl.col("patient_id") % 365)
    edited(run, "patients", lambda rows: rows.with_columns(injured_at=later))
    page = write_report(run.folder).read_text()

    assert "Casualties per 2 days by front" in page


def test_the_report_leaves_a_sealed_data_set_sealed(data_set: DataSet, page: str) -> None:
    assert page
    assert verify(data_set.folder) == []


def test_a_folder_that_is_no_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="it holds no patients"):
        write_report(tmp_path)


def test_a_torn_file_is_said_in_one_line(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 300)
    path = run.paths("events")[1]
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(BadInput, match="damaged"):
        write_report(run.folder)

    assert "report.html" not in files_below(run.folder)


def test_a_full_disk_leaves_the_older_report(tmp_path: Path) -> None:
    path = write_report(sealed_run(tmp_path, 30).folder)
    before = path.read_text()
    with limited_file_size(3000), pytest.raises(OutputFailed, match="was not written"):
        write_report(path.parent)

    assert path.read_text() == before


def test_a_forbidden_folder_is_said_in_one_line(tmp_path: Path) -> None:
    folder = sealed_run(tmp_path, 30).folder
    with read_only(folder, 0o000), pytest.raises(BadInput, match="cannot be read"):
        write_report(folder)

    assert "report.html" not in files_below(folder)


def test_preventable_deaths_are_those_of_the_patients(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 60)
    dead = pl.col("outcome") == "KIA"
    edited(
        run,
        "patients",
        lambda rows: rows.with_columns(
            survivability=pl.when(dead).then(pl.lit("potentially_survivable")),
            died_waiting_for=pl.when(dead).then(pl.lit("transport")),
        ),
    )
    killed = rows_of(run, "patients").filter(dead).height
    page = write_report(run.folder).read_text(encoding="utf-8")

    assert f"{killed} of {killed} deaths were potentially survivable." in page
    assert re.search(rf"Transport</th>.*?<td class=\"number\">{killed}</td>", page)


def test_the_timeline_says_how_often_it_was_kept(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 60)
    late = pl.col("patient_id") % 3 == 0
    edited(
        run,
        "patients",
        lambda rows: rows.with_columns(
            is_first_aid_in_time=~late,
            first_aid_minutes=pl.when(~late).then(pl.lit(8, dtype=pl.Int64)),
        ),
    )
    page = write_report(run.folder).read_text(encoding="utf-8")
    cells = re.findall(r"of the injured</th>(.*?)</tr>", page)[0]

    assert re.findall(r">([^<]+)</td>", cells) == ["66.7 %", "40", "60", "20", "8 min", "8 min"]
