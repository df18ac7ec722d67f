"""Laws of finite means: what must hold of every exercise, and in which direction each means moves lives.

Two exercises with one thing changed have the same casualties with the same draws, so they are compared one by one.
"""

from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from medgen_assets.simulation import engine, occupancy
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS, VISIT_FIELDS
from medgen_tests.simulation.care.test_machine_code import CROWDED
from medgen_tests.simulation.exercises import exercise, tables

ALL_BATTLE = {"battle": 1.0, "non_battle": 0.0, "disease": 0.0}
CHANGES: dict[str, Any] = {"total_patients": 1200, "days": 3, "injury_mix": ALL_BATTLE, "fronts": CROWDED}
DEATHS = (1, 2, 3)
NOISE = 6
"""Deaths by which two exercises may differ for no reason: who waits less is looked at at other moments, and draws of
rescue fall before or after a death. Assumption: half a per cent of 1,200."""


def front(**changes: Any) -> list[dict[str, Any]]:
    """The crowded front with some fields changed."""
    return [CROWDED[0] | changes]


def facilities(role: str, **changes: Any) -> list[dict[str, Any]]:
    """The crowded front with the facilities of one role changed."""
    rows = [row | (changes if row["role"] == role else {}) for row in CROWDED[0]["facilities"]]
    return front(facilities=rows)


def vehicles(kind: str, **changes: Any) -> list[dict[str, Any]]:
    """The crowded front with the vehicles of one kind changed."""
    rows = [row | (changes if row["kind"] == kind else {}) for row in CROWDED[0]["vehicles"]]
    return front(vehicles=rows)


def deaths(**changes: Any) -> int:
    """How many die in the crowded exercise with some fields changed."""
    return int(np.isin(fates(**changes)["outcome"].to_numpy(), DEATHS).sum())


def fates(**changes: Any) -> pl.DataFrame:
    """How it ended for each, as the journal has it."""
    asked = exercise(**(CHANGES | changes))
    return pl.DataFrame(
        engine.journal_of(asked, engine.casualty_events(asked)).fates, schema=list(FATE_FIELDS)
    )


def visits(**changes: Any) -> pl.DataFrame:
    """All visits, as the journal has them."""
    asked = exercise(**(CHANGES | changes))
    return pl.DataFrame(
        engine.journal_of(asked, engine.casualty_events(asked)).visits, schema=list(VISIT_FIELDS)
    )


@cache
def crowded() -> dict[str, pl.DataFrame]:
    """All tables of the crowded exercise."""
    return tables(exercise(**CHANGES))


@cache
def crowded_deaths() -> int:
    """How many die in the crowded exercise."""
    return deaths()


PLENTY = front(
    facilities=[
        {"role": "ROLE_1", "count": 4, "beds": 2000},
        {"role": "ROLE_2", "count": 2, "beds": 2000, "tables": 600, "icu_beds": 800, "ventilators": 800},
        {"role": "ROLE_3", "count": 1, "beds": 4000, "tables": 900, "icu_beds": 900, "ventilators": 900},
    ],
    vehicles=[
        {"kind": "ground_ambulance", "count": 3000},
        {"kind": "helicopter", "count": 2000},
        {"kind": "strategic_aircraft", "count": 2000},
    ],
)
MORE = {
    "beds at Role 1": facilities("ROLE_1", beds=80),
    "beds at Role 2": facilities("ROLE_2", beds=120),
    "beds at Role 3": facilities("ROLE_3", beds=600),
    "tables": facilities("ROLE_2", tables=8),
    "intensive care": facilities("ROLE_2", icu_beds=10, ventilators=10),
    "ambulances": vehicles("ground_ambulance", count=60),
    "helicopters": vehicles("helicopter", count=10),
    "everything": PLENTY,
}
HARDER: dict[str, dict[str, Any]] = {
    "longer ways": {"fronts": front(distances_km={"poi_to_role_1": 40, "role_1_to_role_2": 120})},
    "worse weather": {"environment": ["storm", "mountainous_terrain"]},
    "slower ambulances": {"fronts": vehicles("ground_ambulance", speed_kmh=15)},
    "attacks on ambulances": {"fronts": vehicles("ground_ambulance", attacked_share=0.05)},
    "fewer ambulances": {"fronts": vehicles("ground_ambulance", count=1)},
}


@pytest.mark.parametrize("means", MORE)
def test_more_means_never_cost_lives_beyond_noise(means: str):
    assert deaths(fronts=MORE[means]) <= crowded_deaths() + NOISE


@pytest.mark.parametrize("burden", HARDER)
def test_a_heavier_burden_never_saves_lives_beyond_noise(burden: str):
    assert deaths(**HARDER[burden]) >= crowded_deaths() - NOISE


def test_plenty_of_everything_saves_lives():
    assert deaths(fronts=PLENTY) < crowded_deaths() - NOISE


def test_with_plenty_nobody_waits_for_a_bed_or_a_table_and_nobody_but_for_company_for_transport():
    found = visits(fronts=PLENTY)
    in_theatre = found.filter((pl.col("role") < 5) & (pl.col("arrived") >= 0))

    assert (in_theatre["departed"] == in_theatre["wanted"]).all()
    assert (in_theatre["bed_from"] == in_theatre["arrived"]).all()
    operated = in_theatre.filter(pl.col("surgery_from") >= 0)
    assert (operated["surgery_from"] == operated["table_wanted"]).all()


def test_without_any_vehicle_nobody_leaves_but_on_foot_and_the_dying_die_where_they_are():
    none = front(
        vehicles=[{"kind": "ground_ambulance", "count": 0}, {"kind": "strategic_aircraft", "count": 0}]
    )
    found, legs = fates(fronts=none), visits(fronts=none)

    assert (legs["vehicle"] < 0).all()
    assert found.filter(pl.col("outcome") == 2).height == 0  # nobody who reached care died of wounds


def test_more_casualties_a_day_with_the_same_means_do_not_lower_the_share_of_deaths():
    share = crowded_deaths() / 1200
    heavier = deaths(total_patients=3600) / 3600

    assert heavier >= share - 0.01


def test_twice_the_casualties_and_twice_the_means_leave_the_share_of_every_outcome_alike():
    """Within two points: more at once pool their means a little better, and chance is a point at 6,000."""
    doubled = CROWDED[0] | {
        "facilities": [row | {"count": 2 * row["count"]} for row in CROWDED[0]["facilities"]],
        "vehicles": [row | {"count": 2 * row["count"]} for row in CROWDED[0]["vehicles"]],
    }
    once = outcome_shares(total_patients=6_000, days=8)
    twice = outcome_shares(total_patients=12_000, days=8, fronts=[doubled])

    assert set(once) == set(twice)
    assert all(abs(once[outcome] - twice[outcome]) < 0.02 for outcome in once)


def outcome_shares(**changes: Any) -> dict[int, float]:
    """Share of each outcome in the crowded exercise with some fields changed."""
    counts = fates(**changes)["outcome"].value_counts(normalize=True)
    return dict(counts.rows())


def test_everybody_who_enters_leaves_with_one_fate():
    found = fates()

    assert sorted(found["patient_id"]) == list(range(1200))


def test_nobody_is_in_a_bed_a_table_or_a_vehicle_that_another_has():
    used = occupancy.uses(crowded()["resource_stays"])

    assert occupancy.used_twice(used).is_empty()


def test_no_more_is_used_than_the_scenario_gives():
    used = occupancy.uses(crowded()["resource_stays"])

    assert occupancy.used_beyond(used, crowded()["facilities"], crowded()["vehicles"]).is_empty()


def test_the_checks_of_capacity_see_a_bed_that_two_share():
    stays = crowded()["resource_stays"]
    first = stays.filter(pl.col("resource_kind") == "bed").head(1)
    shared = pl.concat(
        [
            stays,
            first.with_columns(patient_id=pl.col("patient_id") + 1, to=pl.col("to") + pl.duration(hours=1)),
        ]
    )

    assert not occupancy.used_twice(occupancy.uses(shared)).is_empty()


def test_the_checks_of_capacity_see_a_bed_that_nobody_gave():
    stays = crowded()["resource_stays"].with_columns(
        pl.col("resource_id") + pl.col("patient_id").cast(pl.String)
    )

    assert not occupancy.used_beyond(
        occupancy.uses(stays), crowded()["facilities"], crowded()["vehicles"]
    ).is_empty()


def test_who_waits_for_means_is_told_in_the_events():
    waits = crowded()["events"].filter(pl.col("kind") == "queue_start")

    assert set(waits["detail"]) == {"transport", "bed", "surgery"}


def test_those_who_get_worse_while_they_wait_become_immediate():
    anew = crowded()["retriages"]

    assert len(anew) > 0
    assert set(anew["triage"]) == {"T1"}


def test_nobody_receives_care_after_death_or_before_a_bed():
    given = crowded()["treatments"].filter(pl.col("facility_id").is_not_null())
    beds = crowded()["visits"].select("patient_id", "facility_id", "bed_from", "left_at")
    joined = given.join(beds, on=["patient_id", "facility_id"])

    assert (joined["at"] >= joined["bed_from"]).all()
    assert (joined["at"] <= joined["left_at"]).all()
