"""Stored scenarios keep every version and lose no writer's change."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.fingerprint import fingerprint
from medgen_assets.store.changes import Change
from medgen_assets.store.pool import Database
from medgen_assets.store.scenario_rows import (
    ScenarioExists,
    StaleScenario,
    UnknownScenario,
)
from medgen_assets.store.scenarios import Scenarios

FIRST: dict[str, Any] = {
    "total_patients": 100,
    "injury_mix": {"battle": 0.5, "disease": 0.5},
    "fronts": [1, 2],
}
SECOND: dict[str, Any] = {"total_patients": 200, "injury_mix": {"battle": 0.5, "disease": 0.5}, "fronts": [1]}


@pytest.fixture
def scenarios(database: Database) -> Scenarios:
    return Scenarios(database)


def test_a_stored_scenario_reads_as_it_was_written(scenarios: Scenarios) -> None:
    assert scenarios.add("baltic", FIRST, author="anna", note="first draft") == 1

    stored = scenarios.get("baltic")

    assert (stored.version, stored.parent, stored.author, stored.note) == (1, None, "anna", "first draft")
    assert stored.document == FIRST
    assert stored.fingerprint == fingerprint(FIRST)


def test_a_name_is_stored_once(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")

    with pytest.raises(ScenarioExists, match="'baltic'"):
        scenarios.add("baltic", SECOND, author="bert")


def test_an_update_becomes_the_next_version(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")

    assert scenarios.update("baltic", SECOND, known_version=1, author="bert") == 2
    assert scenarios.get("baltic").document == SECOND
    assert scenarios.get("baltic", version=1).document == FIRST


def test_the_same_document_again_is_no_new_version(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")

    assert scenarios.update("baltic", FIRST, known_version=1, author="bert") == 1
    assert len(scenarios.history("baltic")) == 1


def test_a_stale_writer_is_told_so(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")
    scenarios.update("baltic", SECOND, known_version=1, author="bert")

    with pytest.raises(StaleScenario, match="at version 2, and this change was made to version 1"):
        scenarios.update("baltic", {"total_patients": 3}, known_version=1, author="carl")


def test_concurrent_writers_lose_no_update(scenarios: Scenarios) -> None:
    scenarios.add("counter", {"count": 0}, author="nobody")

    def count_up(_: int) -> None:
        while True:
            stored = scenarios.get("counter")
            document = {"count": stored.document["count"] + 1}
            try:
                scenarios.update("counter", document, known_version=stored.version, author="somebody")
            except StaleScenario:
                continue
            return

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count_up, range(40)))

    assert scenarios.get("counter").document == {"count": 40}
    assert [entry.version for entry in scenarios.history("counter")] == list(range(41, 0, -1))


def test_of_writers_of_one_version_exactly_one_wins(scenarios: Scenarios) -> None:
    scenarios.add("contested", FIRST, author="nobody")

    def write(number: int) -> bool:
        try:
            scenarios.update("contested", {"writer": number}, known_version=1, author="somebody")
        except StaleScenario:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        wins = list(threads.map(write, range(8)))

    assert wins.count(True) == 1


def test_history_names_authors_notes_and_parents(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna", note="draft")
    scenarios.update("baltic", SECOND, known_version=1, author="bert", note="more")

    history = [
        (entry.version, entry.parent, entry.author, entry.note) for entry in scenarios.history("baltic")
    ]

    assert history == [(2, 1, "bert", "more"), (1, None, "anna", "draft")]


def test_history_cannot_be_changed(scenarios: Scenarios, database: Database) -> None:
    scenarios.add("baltic", FIRST, author="anna")

    with (
        pytest.raises(psycopg.errors.RestrictViolation, match="does not change"),
        database.connection() as it,
    ):
        it.execute("UPDATE scenario_version SET author = 'mallory'")


def test_a_diff_names_each_place_that_changed(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")
    scenarios.update("baltic", SECOND, known_version=1, author="bert")

    assert scenarios.diff("baltic", 1, 2) == [
        Change("fronts[1]", 2, None),
        Change("total_patients", 100, 200),
    ]


def test_an_earlier_version_comes_back_as_the_next(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")
    scenarios.update("baltic", SECOND, known_version=1, author="bert")

    assert scenarios.restore("baltic", 1, author="carl") == 3
    assert scenarios.get("baltic").document == FIRST
    assert scenarios.history("baltic")[0].note == "Version 1 restored."


def test_a_deleted_scenario_is_unknown_but_keeps_its_history(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")
    scenarios.delete("baltic")

    assert len(scenarios.history("baltic")) == 1
    with pytest.raises(UnknownScenario):
        scenarios.get("baltic")
    with pytest.raises(UnknownScenario):
        scenarios.update("baltic", SECOND, known_version=1, author="bert")


def test_a_deleted_name_can_be_stored_again(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")
    scenarios.delete("baltic")

    assert scenarios.add("baltic", SECOND, author="bert") == 2
    assert scenarios.get("baltic").parent == 1


def test_a_deleted_scenario_can_be_restored(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")
    scenarios.delete("baltic")
    scenarios.restore("baltic", 1, author="bert")

    assert scenarios.get("baltic").version == 2


def test_pages_are_sorted_and_counted(scenarios: Scenarios) -> None:
    for name in ("c", "a", "d", "b"):
        scenarios.add(name, FIRST, author="anna")

    page = scenarios.page(limit=2, offset=1)
    newest = scenarios.page(order="created_at", is_descending=True, limit=1)

    assert ([entry.name for entry in page.items], page.total) == (["b", "c"], 4)
    assert [entry.name for entry in newest.items] == ["b"]


def test_deleted_scenarios_are_listed_only_when_asked_for(scenarios: Scenarios) -> None:
    scenarios.add("gone", FIRST, author="anna")
    scenarios.delete("gone")

    assert scenarios.page().total == 0
    assert scenarios.page(with_deleted=True).items[0].deleted_at is not None


def test_automatic_scenarios_can_be_listed_alone(scenarios: Scenarios) -> None:
    scenarios.add("by_hand", FIRST, author="anna")
    scenarios.add("by_itself", FIRST, author="anna")
    scenarios.mark_automatic("by_itself", True)

    assert [entry.name for entry in scenarios.page(is_automatic=True).items] == ["by_itself"]


def test_many_are_answered_in_the_order_asked_with_what_is_missing(scenarios: Scenarios) -> None:
    for name in ("a", "b", "c"):
        scenarios.add(name, FIRST, author="anna")

    answer = scenarios.get_many(["c", "x", "a", "c"])

    assert (list(answer.found), answer.missing) == (["c", "a"], ("x",))


@pytest.mark.parametrize("name", ["", "Baltic", "1st", "a" * 64, "a-b", "../etc", "a\x00b", "ä"])
def test_a_bad_name_is_refused(scenarios: Scenarios, name: str) -> None:
    with pytest.raises(BadInput):
        scenarios.add(name, FIRST, author="anna")


@pytest.mark.parametrize("document", [{"a": float("nan")}, {"a": "\x00"}, {"a": "\ud800"}, {"a": object()}])
def test_a_document_that_json_cannot_hold_is_refused(scenarios: Scenarios, document: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        scenarios.add("bad", document, author="anna")


def test_a_scenario_needs_an_author(scenarios: Scenarios) -> None:
    with pytest.raises(BadInput, match="author"):
        scenarios.add("orphan", FIRST, author="")


def test_unknown_versions_are_named(scenarios: Scenarios) -> None:
    scenarios.add("baltic", FIRST, author="anna")

    with pytest.raises(UnknownScenario, match="no version 7"):
        scenarios.get("baltic", version=7)
    with pytest.raises(UnknownScenario, match="no version 8"):
        scenarios.diff("baltic", 1, 8)
    with pytest.raises(UnknownScenario, match="no version 9"):
        scenarios.restore("baltic", 9, author="anna")
