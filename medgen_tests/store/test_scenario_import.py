"""Many scenarios are stored by few statements, and every one of them is accounted for."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.store.budget import Budget
from medgen_assets.store.pool import Database
from medgen_assets.store.scenario_import import (
    ImportedScenario,
    ImportMode,
    ImportResult,
    import_scenarios,
)
from medgen_assets.store.scenarios import Scenarios
from medgen_tests.store.wire import Wire

ROWS = "SELECT name, xmin::text, ctid::text FROM scenario ORDER BY name"


def scenario(name: str, size: int = 1, source: str = "") -> ImportedScenario:
    return ImportedScenario(name, {"total_patients": size}, source or f"{name}.yaml")


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.inserted, result.updated, result.unchanged, result.rejected


def imported(database: Database, *scenarios: ImportedScenario, **options: Any) -> ImportResult:
    return import_scenarios(database, scenarios, author="anna", **options)


def test_new_changed_and_unchanged_are_told_apart(database: Database) -> None:
    imported(database, scenario("same"), scenario("changed"))
    result = imported(database, scenario("same"), scenario("changed", 2), scenario("new"))

    assert counts(result) == (1, 1, 1, 0)
    assert Scenarios(database).get("changed").document == {"total_patients": 2}
    assert Scenarios(database).get("changed").version == 2


def test_the_same_import_again_touches_no_row(database: Database) -> None:
    scenarios = [scenario(f"s{number}") for number in range(20)]
    imported(database, *scenarios)
    with database.connection() as connection:
        before = connection.execute(ROWS).fetchall()
    result = imported(database, *scenarios)
    with database.connection() as connection:
        after = connection.execute(ROWS).fetchall()

    assert counts(result) == (0, 0, 20, 0)
    assert after == before


def test_a_bad_one_takes_no_other_with_it(database: Database) -> None:
    result = imported(
        database, scenario("good"), scenario("Bad Name"), ImportedScenario("nan", {"x": float("nan")}, "n")
    )

    assert counts(result) == (1, 0, 0, 2)
    assert {rejection.name for rejection in result.rejections} == {"Bad Name", "nan"}


def test_a_bad_one_stops_all_when_that_is_asked_for(database: Database) -> None:
    with pytest.raises(BadInput, match=r"Bad Name\.yaml"):
        imported(database, scenario("good"), scenario("Bad Name"), mode=ImportMode.ATOMIC)

    assert Scenarios(database).page().total == 0


def test_the_mode_is_told(database: Database) -> None:
    assert imported(database, mode=ImportMode.ATOMIC).mode is ImportMode.ATOMIC


def test_two_of_one_name_are_both_rejected_and_name_each_other(database: Database) -> None:
    result = imported(
        database, scenario("twin", 1, "a.yaml"), scenario("other"), scenario("twin", 2, "b.yaml")
    )

    assert counts(result) == (1, 0, 0, 2)
    assert [(each.source, each.other) for each in result.rejections] == [
        ("a.yaml", "b.yaml"),
        ("b.yaml", "a.yaml"),
    ]


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_what_postgres_cannot_hold_is_rejected_alone(database: Database, text: str) -> None:
    result = imported(database, scenario("good"), ImportedScenario("bad", {"a": [{"b": text}]}, "bad.yaml"))

    assert counts(result) == (1, 0, 0, 1)


def test_a_backslash_is_no_nul(database: Database) -> None:
    imported(database, ImportedScenario("odd", {"a": "\\u0000"}, "odd.yaml"))

    assert Scenarios(database).get("odd").document == {"a": "\\u0000"}


def test_two_may_exchange_their_documents(database: Database) -> None:
    imported(database, scenario("a", 1), scenario("b", 2))
    result = imported(database, scenario("a", 2), scenario("b", 1))

    assert counts(result) == (0, 2, 0, 0)


def test_a_deleted_scenario_comes_back_by_an_import(database: Database) -> None:
    imported(database, scenario("back"))
    Scenarios(database).delete("back")

    assert counts(imported(database, scenario("back"))) == (0, 1, 0, 0)
    assert Scenarios(database).get("back").version == 2


def test_imports_at_once_end_as_if_one_had_followed_the_other(database: Database) -> None:
    names = [f"s{number}" for number in range(50)]

    def load(order: int) -> ImportResult:
        return imported(database, *[scenario(name) for name in names[::order]])

    with ThreadPoolExecutor(4) as threads:
        results = list(threads.map(load, [1, -1, 1, -1]))

    assert sorted(map(counts, results)) == [(0, 0, 50, 0)] * 3 + [(50, 0, 0, 0)]
    assert {entry.version for entry in Scenarios(database).page().items} == {1}


@pytest.mark.parametrize("size", [0, 1, 500])
def test_the_number_of_statements_does_not_grow_with_the_scenarios(
    migrated_url: str, database: Database, budget: Budget, size: int
) -> None:
    with Wire(migrated_url) as wire, Database(wire.url, budget=budget) as watched:
        imported(watched)  # connect first
        with wire.counted() as sent:
            imported(watched, *[scenario(f"s{number}") for number in range(size)])

    assert sent.total() <= 7


@pytest.mark.parametrize(("asked", "statements"), [(0, 0), (1, 1), (999, 1), (1000, 1), (1001, 2), (2001, 3)])
def test_many_are_got_a_thousand_to_a_statement(
    migrated_url: str, database: Database, budget: Budget, asked: int, statements: int
) -> None:
    names = [f"s{number}" for number in range(asked)]
    with Wire(migrated_url) as wire, Database(wire.url, budget=budget) as watched, wire.counted() as sent:
        answer = Scenarios(watched).get_many(names * 2)

    assert sent.total() == statements
    assert answer.missing == tuple(names)
