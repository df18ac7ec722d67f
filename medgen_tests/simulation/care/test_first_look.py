"""The first triage follows what the injury is taken for: it errs as often as published, and is put right later."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from medgen_assets.simulation import engine
from medgen_assets.simulation.care import detection
from medgen_assets.simulation.care.first_look import TAKEN_FOR, by_sight, signs_show
from medgen_assets.simulation.care.flow.layout import NEVER, T1, T2, T3, T4
from medgen_assets.simulation.care.needs import crowds
from medgen_assets.simulation.hurt import hurt
from medgen_assets.vocabulary import Role
from medgen_tests.simulation.exercises import exercise, tables

PATIENTS = 12_000
NUMBERS = {str(role): number for number, role in enumerate(Role)}
TRUTH, GIVEN = pl.col("triage_initial"), pl.col("triage_assigned")


@cache
def found() -> dict[str, pl.DataFrame]:
    """All tables of an exercise of wounded and ill."""
    return tables(exercise(total_patients=PATIENTS))


def looked_at() -> pl.DataFrame:
    """Patients whom somebody reached alive."""
    return found()["patients"].filter(GIVEN.is_not_null())


def share(rows: pl.DataFrame, hit: pl.Expr) -> float:
    """Share of rows in percent."""
    return 100 * float(rows.select(hit.mean()).item())


def first_triage() -> pl.DataFrame:
    """The category of the first event of each patient after the injury, and those of the patient."""
    after = found()["events"].filter(pl.col("event_no") == 1, pl.col("kind") == "first_aid")
    return after.select("patient_id", "triage").join(found()["patients"], on="patient_id")


@cache
def arrivals() -> pl.DataFrame:
    """First visits of those who arrived and do not die: what was thought, what is true, and who knew the injury."""
    asked = exercise(total_patients=PATIENTS)
    known = hurt(asked, engine.casualty_events(asked), np.arange(PATIENTS))
    seen = detection.seen_from(asked, known, crowds(known))
    people = found()["patients"].with_columns(seen=pl.Series(seen), dies=pl.Series(known.courses.is_lethal))
    visits = found()["visits"].filter((pl.col("visit_no") == 0) & pl.col("arrived_at").is_not_null())
    number = pl.col("role").replace_strict(NUMBERS, return_dtype=pl.Int64)
    return visits.join(people.filter(~pl.col("dies")), on="patient_id").with_columns(
        knew=pl.col("seen") <= number
    )


def test_who_is_seen_for_what_it_is_gets_the_category_that_the_injury_calls_for():
    category = np.array([T1, T2, T3, T4])

    assert (by_sight(category, np.full(4, fill_value=True)) == category).all()
    assert tuple(by_sight(category, np.full(4, fill_value=False))) == TAKEN_FOR


def test_as_many_severely_hurt_are_taken_too_lightly_as_were_counted():
    """21.6 % (18.0-25.7) of the severely injured, van Rein et al. 2018."""
    injured = looked_at().filter((pl.col("casualty_class") != "DISEASE") & (TRUTH == "T1"))

    assert 18.0 <= share(injured, GIVEN != "T1") <= 25.7


def test_in_a_crowd_as_many_severely_hurt_are_taken_too_lightly_as_in_an_exercise_that_was_counted():
    """37 % (24-52) by paramedics in a mass-casualty exercise, Am J Disaster Med 2017;12:27-33."""
    crowd = looked_at().filter(pl.col("is_mass_casualty") & (TRUTH == "T1"))

    assert 24 <= share(crowd, GIVEN != "T1") <= 52


def test_as_many_of_the_others_are_taken_too_gravely_as_were_counted():
    """30.6 % (29.3-32.0) of those not severely injured, van Rein et al. 2018; a fifth off either way."""
    others = looked_at().filter(TRUTH.is_in(["T2", "T3"]))

    assert 30.6 * 0.8 <= share(others, GIVEN < TRUTH) <= 30.6 * 1.2


def test_the_record_shows_what_was_thought_from_first_aid_on():
    assert len(first_triage()) > 5_000
    assert (first_triage()["triage"] == first_triage()["triage_assigned"]).all()
    assert share(first_triage(), pl.col("triage") != TRUTH) > 10


def test_the_event_of_the_injury_shows_what_is_true():
    injured = found()["events"].filter(pl.col("kind") == "injury").join(found()["patients"], on="patient_id")

    assert (injured["triage"] == injured["triage_initial"]).all()


def test_nobody_is_assigned_a_category_whom_nobody_reached():
    people = found()["patients"].select("patient_id", "triage_assigned")
    aided = found()["fates"].select("patient_id", "first_aid_at")
    both = people.join(aided, on="patient_id")

    assert (both["triage_assigned"].is_null() == both["first_aid_at"].is_null()).all()


def test_who_is_taken_too_lightly_waits_longer_for_pickup_and_who_is_taken_too_gravely_less_long():
    reached = looked_at().join(found()["visits"].filter(pl.col("visit_no") == 0), on="patient_id")
    wait = (pl.col("wanted_at") - pl.col("injured_at")).dt.total_minutes()
    median = dict(reached.group_by(pl.concat_str(TRUTH, GIVEN)).agg(wait.median()).rows())

    assert median["T1T2"] > 1.5 * median["T1T1"]
    assert median["T2T1"] < median["T2T2"] / 1.5
    assert median["T3T2"] < median["T3T3"]


def test_the_first_facility_that_knows_the_injury_puts_the_category_right():
    wrong = arrivals().filter((TRUTH != GIVEN) & pl.col("knew"))

    assert len(wrong) > 300
    assert (wrong["triage"] == wrong["triage_initial"]).all()


def test_where_the_injury_is_still_missed_the_wrong_category_stays():
    missed = arrivals().filter((TRUTH != GIVEN) & ~pl.col("knew"))

    assert len(missed) > 100
    assert (missed["triage"] == missed["triage_assigned"]).all()


def test_nobody_severely_hurt_is_taken_for_lightly_hurt():
    severe = looked_at().filter(TRUTH == "T1")

    assert "T3" not in set(severe["triage_assigned"])


def test_nobody_in_a_coma_is_taken_for_less_than_immediate_where_it_fell():
    measured = found()["events"].filter((pl.col("kind") == "vitals") & (pl.col("role") == "POI"))
    signs = measured.join(found()["vitals"], on=["patient_id", "at"]).filter(pl.col("gcs") <= 8)

    assert len(signs) > 50
    assert set(signs["triage"].cast(pl.String)) <= {"T1", "T4"}


def test_who_is_seen_to_be_dying_where_it_fell_becomes_immediate_there():
    at_injury = found()["retriages"].filter(pl.col("facility_id").is_null())
    people = at_injury.join(found()["patients"], on="patient_id")

    assert len(people) > 10
    assert set(people["triage"]) == {"T1"}
    assert (people["at"] > people["injured_at"]).all()
    assert (people["triage_assigned"] != "T1").all()


@pytest.mark.parametrize(
    ("aid", "death", "may_live", "category", "shows"),
    [
        (100, 300, True, T2, 200),
        (100, 300, True, T1, NEVER),
        (100, 300, False, T2, NEVER),
        (-1, 300, True, T3, NEVER),
        (100, NEVER, True, T3, NEVER),
    ],
)
def test_signs_show_halfway_to_death_to_whoever_is_there(
    aid: int, death: int, *, may_live: bool, category: int, shows: int
):
    seconds = signs_show(np.array([aid]), np.array([death]), np.array([may_live]), np.array([category]))

    assert seconds[0] == shows
