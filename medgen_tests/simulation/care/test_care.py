"""Care asks medical questions: who dies where, who goes back, and whether outcomes follow injury, time and care."""

import polars as pl
import pytest

from medgen_tests.simulation.exercises import FRONTS, exercise, shared, tables

ALL_BATTLE = {"battle": 1.0, "non_battle": 0.0, "disease": 0.0}
DEATHS = ["KIA", "DOW", "DNBI_DEATH"]


def death_share(people: pl.DataFrame) -> float:
    """Share of patients who die."""
    return float(people["outcome"].is_in(DEATHS).mean() or 0.0)


def battle(**changes: object) -> pl.DataFrame:
    """Patients of an all-battle exercise of 6,000."""
    return tables(exercise(injury_mix=ALL_BATTLE, total_patients=6000, **changes))["patients"]


def test_everyone_has_exactly_one_outcome():
    assert shared()["patients"]["outcome"].null_count() == 0
    assert shared()["patients"]["patient_id"].to_list() == list(range(2000))


def test_t1_die_more_than_t2_and_t2_more_than_t3():
    people = battle()
    shares = {c: death_share(people.filter(pl.col("triage_initial") == c)) for c in ("T1", "T2", "T3", "T4")}

    assert shares["T4"] > shares["T1"] > shares["T2"] > shares["T3"]
    assert shares["T3"] < 0.01


def test_the_higher_the_iss_the_more_die():
    people, bands = battle(), [(1, 8), (9, 15), (16, 24), (25, 49), (50, 75)]
    shares = [death_share(people.filter(pl.col("iss").is_between(low, high))) for low, high in bands]

    assert shares == sorted(shares)


def test_combat_lethality_lies_in_the_range_of_large_wars():
    people = battle(warfare_types={"conventional": 1.0})
    deaths = people["outcome"].is_in(["KIA", "DOW"]).mean()
    killed = (people["outcome"] == "KIA").mean()
    admitted = people.filter(pl.col("first_facility_at").is_not_null())
    died_of_wounds = (admitted["outcome"] == "DOW").mean()

    assert 0.12 <= float(deaths) <= 0.23
    assert 0.10 <= float(killed) <= 0.20
    assert 0.015 <= float(died_of_wounds) <= 0.07


def test_peacekeeping_is_not_the_deadliest_and_cbrn_not_the_mildest():
    kinds = ("conventional", "artillery", "peacekeeping", "cbrn")
    mixed = {"battle": 0.34, "non_battle": 0.33, "disease": 0.33}
    share = {
        kind: death_share(
            tables(exercise(warfare_types={kind: 1.0}, injury_mix=mixed, total_patients=6000))["patients"]
        )
        for kind in kinds
    }

    assert share["peacekeeping"] == min(share.values())
    assert share["cbrn"] > share["peacekeeping"]
    assert share["artillery"] > share["conventional"]


def test_longer_ways_never_save_lives():
    far = [front | {"distances_km": {"poi_to_role_1": 60, "role_1_to_role_2": 200}} for front in FRONTS]

    assert death_share(battle(fronts=far)) > death_share(battle())


def test_bad_weather_delays_the_first_facility():
    def median_minutes(**changes: object) -> float:
        reached = battle(**changes).filter(pl.col("first_facility_at").is_not_null())
        return float((reached["first_facility_at"] - reached["injured_at"]).dt.total_minutes().median() or 0)

    assert median_minutes(environment=["storm", "mountainous_terrain"]) > median_minutes() + 20


def test_a_longer_holding_policy_returns_more_to_duty_in_theatre():
    def returned(days: int) -> int:
        people = battle(evacuation_policy={"role_1_days": days, "role_2_days": days, "role_3_days": days})
        in_theatre = ~pl.col("outcome_location").str.contains("role-4")
        return people.filter((pl.col("outcome") == "RTD") & in_theatre).height

    assert returned(30) > returned(1)


def test_helicopters_bring_t1_faster_to_care():
    def minutes(air_for: list[str]) -> float:
        people = battle(evacuation_policy={"air_for": air_for}).filter(
            (pl.col("triage_initial") == "T1") & pl.col("first_facility_at").is_not_null()
        )
        return float((people["first_facility_at"] - people["injured_at"]).dt.total_seconds().mean() or 0)

    assert minutes(["T1"]) < minutes([])


def test_nobody_killed_in_action_was_treated_at_a_facility():
    killed = shared()["patients"].filter(pl.col("outcome") == "KIA").select("patient_id")
    treated = shared()["treatments"].join(killed, on="patient_id")

    assert treated["facility_id"].null_count() == len(treated)


def test_those_still_in_theatre_at_the_end_are_under_treatment_and_those_at_home_evacuated():
    people = tables(exercise(follow_up_days=2))["patients"]
    waiting = people.filter(pl.col("outcome") == "UNDER_TREATMENT")
    home = people.filter(pl.col("outcome") == "EVACUATED_OUT_OF_THEATRE")

    assert not waiting["outcome_location"].str.contains("role-4").any()
    assert (
        home["outcome_location"].str.contains("role-4") | (home["outcome_location"] == "IN_TRANSIT")
    ).all()
    assert waiting["outcome_at"].n_unique() == home["outcome_at"].n_unique() == 1


def test_fronts_without_role_three_send_their_casualties_home():
    bare = [
        FRONTS[0] | {"share": 1.0, "facilities": [
            {"role": "ROLE_1", "count": 2, "beds": 10}, {"role": "ROLE_2", "count": 1, "beds": 20, "tables": 1},
            {"role": "ROLE_4", "count": 1},
        ]}
    ]  # fmt: skip
    visits = tables(exercise(fronts=bare))["visits"]

    assert "ROLE_3" not in set(visits["role"])
    assert "ROLE_4" in set(visits["role"])


@pytest.mark.parametrize("days", [0, 365])
def test_follow_up_may_be_nothing_or_a_year(days: int):
    people = tables(exercise(follow_up_days=days, total_patients=400))["patients"]

    assert len(people) == 400


def test_no_tourniquet_without_a_limb_and_no_surgery_without_a_table():
    limbs = {"UPPER_EXTREMITY", "LOWER_EXTREMITY"}
    tourniquets = shared()["treatments"].filter(pl.col("display").str.contains("(?i)limb tourniquet"))
    regions = (
        tourniquets.join(shared()["injuries"], on="patient_id").group_by("patient_id").agg("body_region")
    )

    assert all(limbs & set(found) for found in regions["body_region"])


def test_treatments_of_an_operation_fall_within_the_operation():
    visits = shared()["visits"].filter(pl.col("surgery_from").is_not_null())

    assert (visits["surgery_from"] >= visits["arrived_at"]).all()
    assert (visits["surgery_to"] <= visits["left_at"]).all()


def test_vital_signs_fit_severity():
    first = shared()["vitals"].unique("patient_id", keep="first", maintain_order=True)
    joined = first.join(shared()["casualties"].select("patient_id", "triage_initial"), on="patient_id")
    mean = dict(joined.group_by("triage_initial").agg(pl.col("heart_rate").mean()).rows())

    assert mean["T1"] > mean["T2"] > mean["T3"]


def test_minor_casualties_never_look_like_the_dying():
    joined = shared()["vitals"].join(shared()["patients"], on="patient_id")
    minor = joined.filter((pl.col("triage_initial") == "T3") & ~pl.col("outcome").is_in(DEATHS))

    assert minor["systolic_bp"].min() >= 100
    assert minor["gcs"].min() >= 13
