"""Outcomes ask medical questions: who could have been saved, what stays for good, and whether care came in time."""

from functools import cache

import polars as pl
import pytest

from medgen_assets.schemas.records import IN_TIME_MINUTES
from medgen_tests.simulation.exercises import exercise, shared, tables

DEATHS = ["KIA", "DOW", "DNBI_DEATH"]


@cache
def war() -> dict[str, pl.DataFrame]:
    """An exercise of 6,000, nearly all of them battle casualties."""
    return tables(
        exercise(injury_mix={"battle": 0.8, "non_battle": 0.1, "disease": 0.1}, total_patients=6_000)
    )


def with_course() -> pl.DataFrame:
    """Patients of the war with what stands about their course."""
    course = ("is_instantly_dead", "severity", "lethal_cause", "untreated_death_minutes", "healing_days")
    return war()["patients"].join(war()["casualties"].select("patient_id", *course), on="patient_id")


def share_of(rows: pl.DataFrame, condition: pl.Expr) -> float:
    return float(rows.select(condition.mean()).item())


def test_about_a_quarter_of_the_killed_could_have_been_saved() -> None:
    killed = war()["patients"].filter(pl.col("outcome") == "KIA")
    survivable = share_of(killed, pl.col("survivability") == "potentially_survivable")

    assert 0.18 <= survivable <= 0.36  # 24.3 % of deaths before a facility (Eastridge et al. 2012)


def test_bleeding_leads_the_deaths_that_could_have_been_averted() -> None:
    averted = with_course().filter(pl.col("survivability") == "potentially_survivable")
    bleeding = share_of(averted, pl.col("lethal_cause").str.starts_with("hemorrhage"))

    assert bleeding > 0.4


def test_the_killed_outright_could_not_have_been_saved() -> None:
    outright = with_course().filter("is_instantly_dead")

    assert outright["survivability"].unique().to_list() == ["non_survivable"]


def test_who_survived_was_never_beyond_saving() -> None:
    living = with_course().filter(pl.col("survivability").is_null())

    assert living.filter((pl.col("severity") == 6) | pl.col("is_instantly_dead")).is_empty()


def test_lost_limbs_stay_lost() -> None:
    injuries = war()["injuries"].filter(pl.col("condition_id").str.ends_with("leg_amputation"))
    patients = war()["patients"].filter(~pl.col("outcome").is_in(DEATHS))
    amputees = patients.join(injuries.select("patient_id").unique(), on="patient_id", how="semi")

    assert amputees.height > 20
    assert amputees["disability"].is_in(["amputation", "brain_injury", "paralysis"]).all()
    assert amputees["disability_grade"].unique().to_list() == ["severe"]


def test_major_limbs_are_lost_about_as_often_as_in_recent_wars() -> None:
    wounded = war()["patients"].filter((pl.col("casualty_class") == "BATTLE") & (pl.col("outcome") != "KIA"))
    lost = share_of(
        wounded, (pl.col("disability") == "amputation") & (pl.col("disability_grade") == "severe")
    )

    assert 0.01 <= lost <= 0.09  # 2.6 % of wounded, 9 % of evacuated wounded (Goldberg 2014)


def test_who_is_fit_again_within_a_month_keeps_little() -> None:
    soon = with_course().filter(pl.col("healing_days") < 30)

    assert soon["disability_grade"].drop_nulls().unique().to_list() == ["mild"]


def test_the_lightly_hurt_keep_less_than_the_gravely_hurt() -> None:
    living = with_course().filter(pl.col("survivability").is_null())
    shares = [
        share_of(living.filter(pl.col("severity") == severity), pl.col("disability") != "none")
        for severity in (1, 2, 3, 4)
    ]

    assert shares == sorted(shares)
    assert shares[0] < 0.05


def test_only_the_fit_go_back_to_duty() -> None:
    back = war()["patients"].filter(pl.col("outcome") == "RTD")

    assert set(back["fitness"].unique()) <= {"fit", "fit_with_limits"}
    assert (back["disability_grade"] != "severe").fill_null(value=True).all()


def test_the_day_of_return_is_that_of_the_event() -> None:
    start = shared()["patients"]["injured_at"].min()
    back = shared()["events"].filter(pl.col("kind") == "rtd").join(shared()["patients"], on="patient_id")

    assert back.height > 0
    assert (back["returned_on_day"] >= 1).all()
    assert (back["returned_on_day"] >= (back["at"] - start).dt.total_days()).all()


@pytest.mark.parametrize("step", IN_TIME_MINUTES)
def test_in_time_means_within_the_minutes_of_the_timeline(step: str) -> None:
    asked = war()["patients"].filter(pl.col(f"is_{step}_in_time").is_not_null())
    within = (asked[f"{step}_minutes"] <= IN_TIME_MINUTES[step]).fill_null(value=False)

    assert asked[f"is_{step}_in_time"].equals(within.alias(f"is_{step}_in_time"))
    assert 0 < asked[f"is_{step}_in_time"].sum() < asked.height


def test_the_steps_of_the_timeline_follow_one_another() -> None:
    both = war()["patients"].filter(pl.col("surgery_minutes").is_not_null())

    assert (both["first_aid_minutes"].fill_null(0) <= both["resuscitation_minutes"]).all()
    assert (both["resuscitation_minutes"] <= both["surgery_minutes"]).all()


def test_the_killed_outright_miss_no_timeline() -> None:
    outright = with_course().filter("is_instantly_dead")
    asked = [f"is_{step}_in_time" for step in IN_TIME_MINUTES]

    assert outright.select(pl.col(asked).is_not_null().any()).row(0) == (False, False, False)


def test_crowds_wait_longer_for_first_aid() -> None:
    hurt = war()["patients"].filter(pl.col("is_first_aid_in_time").is_not_null())
    in_crowd, alone = (hurt.filter(pl.col("is_mass_casualty") == crowd) for crowd in (True, False))

    assert share_of(in_crowd, pl.col("is_first_aid_in_time")) < share_of(
        alone, pl.col("is_first_aid_in_time")
    )


def test_fewer_means_let_more_die_waiting() -> None:
    def died_waiting(factor: float) -> int:
        scarce = exercise(
            injury_mix={"battle": 1.0, "non_battle": 0.0, "disease": 0.0},
            total_patients=3_000,
            fronts=[front(factor)],
        )
        return tables(scarce)["patients"].filter(pl.col("died_waiting_for") != "nothing").height

    assert died_waiting(0.2) > died_waiting(1.0)


def front(factor: float) -> dict[str, object]:
    """A front with so much of what it would need."""
    counts = {"ROLE_1": 10, "ROLE_2": 5, "ROLE_3": 2}
    facilities = [
        {
            "role": role,
            "count": max(1, round(count * factor)),
            "beds": 60,
            "tables": 0 if role == "ROLE_1" else 4,
        }
        for role, count in counts.items()
    ]
    vehicles = [{"kind": "ground_ambulance", "count": max(1, round(60 * factor))}]
    return {
        "name": "only",
        "share": 1.0,
        "nations": {"EST": 100},
        "facilities": facilities,
        "vehicles": vehicles,
    }


def test_who_dies_before_pickup_died_waiting_for_first_aid_or_pickup() -> None:
    before = (
        war()["patients"]
        .join(war()["fates"], on="patient_id")
        .filter(
            pl.col("outcome").is_in(["KIA", "DNBI_DEATH"])
            & pl.col("died_waiting_for").is_in(["first_aid", "pickup"])
        )
    )
    aided = before["first_aid_at"].is_not_null()

    assert len(before) > 10
    assert (aided == (before["died_waiting_for"] == "pickup")).all()


def test_who_dies_at_once_waits_for_nothing() -> None:
    outright = war()["patients"].filter(pl.col("outcome_at") == pl.col("injured_at"))

    assert set(outright["died_waiting_for"]) == {"nothing"}
