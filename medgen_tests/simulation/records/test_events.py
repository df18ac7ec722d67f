"""Events say which category was in force when they happened."""

from functools import cache

import polars as pl

from medgen_tests.simulation.exercises import exercise, tables


@cache
def scarce() -> dict[str, pl.DataFrame]:
    """An exercise in which many wait, and some get worse while they do."""
    front = {
        "name": "only",
        "share": 1.0,
        "nations": {"EST": 100},
        "facilities": [
            {"role": "ROLE_1", "count": 4, "beds": 20},
            {"role": "ROLE_2", "count": 2, "beds": 30, "tables": 1},
            {"role": "ROLE_3", "count": 1, "beds": 60, "tables": 2},
        ],
        "vehicles": [{"kind": "ground_ambulance", "count": 8}],
    }
    battle = {"battle": 1.0, "non_battle": 0.0, "disease": 0.0}
    return tables(exercise(total_patients=4_000, fronts=[front], injury_mix=battle))


def since_retriage() -> pl.DataFrame:
    """Events from each second triage of the waiting on, until the patient arrives anywhere again."""
    again = scarce()["retriages"].select("patient_id", since="at", given="triage").unique("patient_id")
    later = scarce()["events"].join(again, on="patient_id").filter(pl.col("at") > pl.col("since"))
    arrived = (pl.col("kind") == "arrival").cum_max().over("patient_id")
    return later.filter(~arrived)


def test_who_gets_worse_while_waiting_is_t1_until_the_next_arrival() -> None:
    assert since_retriage().height > 3
    assert (since_retriage()["triage"] == since_retriage()["given"]).all()


def test_the_departure_after_a_second_triage_shows_it() -> None:
    departures = since_retriage().filter(pl.col("kind").is_in(["departure", "pickup"]))

    assert departures.height > 0
    assert departures["triage"].unique().to_list() == ["T1"]


def test_before_the_second_triage_the_first_one_holds() -> None:
    again = scarce()["retriages"].select("patient_id", since="at").unique("patient_id")
    earlier = scarce()["events"].join(again, on="patient_id").filter(pl.col("at") < pl.col("since"))

    assert set(earlier["triage"].unique()) >= {"T2"}
