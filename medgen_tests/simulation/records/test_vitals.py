"""Vital signs ask medical questions: whether they fit the cause, the time within the course, care and the outcome."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from medgen_assets.reference.vital_signs import recovery_hours, vital_patterns
from medgen_assets.simulation.records.subjects import CAUSES
from medgen_assets.simulation.records.vitals.progress import State
from medgen_assets.simulation.records.vitals.rows import of_course
from medgen_assets.vocabulary import LethalCause
from medgen_tests.simulation.records.war import war

DEATHS = ["KIA", "DOW", "DNBI_DEATH"]
BLEEDING = pl.col("lethal_cause").str.starts_with("hemorrhage")


@cache
def measured() -> pl.DataFrame:
    """Vital signs with the patient's course and the share of the way to death that had passed."""
    course = war()["casualties"].select(
        "patient_id", "lethal_cause", "severity", "untreated_death_minutes", "treatment_group", "injured_at"
    )
    fates = war()["fates"].select(
        "patient_id", "outcome", "outcome_at", "stopped_at", "averted_death_at", "cause_of_death"
    )
    joined = war()["vitals"].join(course, on="patient_id").join(fates, on="patient_id")
    end = pl.coalesce("averted_death_at", pl.when(pl.col("outcome").is_in(DEATHS)).then("outcome_at"))
    shares = (pl.col("at") - pl.col("injured_at")) / (end - pl.col("injured_at"))
    running = pl.col("stopped_at").is_null() | (pl.col("at") < pl.col("stopped_at"))
    return joined.with_columns(elapsed=pl.when(running).then(shares))


def median(rows: pl.DataFrame, sign: str) -> float:
    return float(rows[sign].median() or 0.0)


def signs_at(cause: LethalCause, share: float) -> dict[str, float]:
    """The signs of a course, without scatter."""
    state = State(np.array([CAUSES.number(cause)]), np.array([share]), np.array([1.0]))
    return {name: float(values[0]) for name, values in of_course(state).items()}


def test_no_measurement_is_impossible() -> None:
    signs = war()["vitals"]

    assert (signs["diastolic_bp"] < signs["systolic_bp"]).all()
    assert signs["spo2"].is_between(40, 100).all()
    assert signs["temperature_c"].is_between(29.0, 42.0).all()
    assert signs["gcs"].is_between(3, 15).all()


def test_the_classes_of_haemorrhage_follow_the_blood_that_is_lost() -> None:
    bleeding = measured().filter(BLEEDING & pl.col("elapsed").is_not_null())
    bands = [(0.0, 0.3), (0.3, 0.6), (0.6, 0.8), (0.8, 0.95)]
    classes = [bleeding.filter(pl.col("elapsed").is_between(low, high)) for low, high in bands]
    pulses = [median(rows, "heart_rate") for rows in classes]
    pressures = [median(rows, "systolic_bp") for rows in classes]

    assert pulses == sorted(pulses)
    assert pressures == sorted(pressures, reverse=True)
    assert pulses[1] > 100 > pulses[0] - 15
    assert pressures[1] > 100
    assert pressures[3] < 85


def test_pressure_holds_in_class_ii_and_falls_in_class_iii() -> None:
    second, third = (signs_at(LethalCause.HEMORRHAGE_LIMB, share) for share in (0.45, 0.75))

    assert second["systolic_bp"] > 105
    assert second["heart_rate"] > 100
    assert second["pulse_pressure"] < 40
    assert third["systolic_bp"] < 95


@pytest.mark.parametrize("cause", [LethalCause.AIRWAY, LethalCause.TENSION_PNEUMOTHORAX])
def test_who_cannot_breathe_loses_oxygen_before_pressure(cause: LethalCause) -> None:
    early = signs_at(cause, 0.3)

    assert early["spo2"] <= 92
    assert early["respiratory_rate"] >= 26
    assert early["systolic_bp"] >= 110


def test_a_swelling_brain_answers_late_with_slow_pulse_and_high_pressure() -> None:
    early, late = (signs_at(LethalCause.BRAIN, share) for share in (0.3, 0.8))

    assert early["gcs"] < 13
    assert late["gcs"] <= 6
    assert late["heart_rate"] < 60
    assert late["systolic_bp"] > 170
    assert late["respiratory_rate"] < 12


def test_a_severe_brain_injury_is_seen_in_the_coma_scale() -> None:
    first = measured().filter(pl.col("lethal_cause") == "brain").unique("patient_id", keep="first")
    means = [first.filter(pl.col("severity") == severity)["gcs"].mean() for severity in (1, 3, 4)]

    assert means[0] > 14 > means[1] > 10 >= means[2]


def test_sepsis_burns_before_it_grows_cold() -> None:
    warm, late = (signs_at(LethalCause.SEPSIS, share) for share in (0.5, 1.0))

    assert warm["temperature_c"] > 38.5
    assert late["temperature_c"] < 37.0


def test_those_who_die_of_infection_have_a_fever_on_the_way() -> None:
    septic = measured().filter((pl.col("cause_of_death") == "sepsis") & pl.col("outcome").is_in(DEATHS))
    warmest = (
        septic.group_by("patient_id").agg(pl.col("temperature_c").max(), pl.len()).filter(pl.col("len") > 4)
    )

    assert warmest.height > 3
    assert float(warmest["temperature_c"].median() or 0) > 38.0


def test_nerve_agent_slows_the_heart() -> None:
    poisoned = measured().filter((pl.col("lethal_cause") == "nerve_agent") & (pl.col("elapsed") > 0.4))

    assert poisoned.height > 8
    assert median(poisoned, "heart_rate") < 65
    assert median(poisoned, "spo2") < 92


def test_heat_stroke_is_hot_and_cold_injury_cold() -> None:
    first = measured().unique("patient_id", keep="first")
    hot = first.filter(pl.col("treatment_group") == "heat_stroke")
    cold = first.filter((pl.col("treatment_group") == "hypothermia") & (pl.col("severity") >= 3))

    assert hot.is_empty() or median(hot, "temperature_c") > 38.5
    assert cold.is_empty() or median(cold, "temperature_c") < 34.5


def test_once_the_course_is_stopped_the_signs_recover() -> None:
    stopped = measured().filter(
        BLEEDING & pl.col("stopped_at").is_not_null() & ~pl.col("outcome").is_in(DEATHS)
    )
    after = (pl.col("at") - pl.col("stopped_at")).dt.total_hours()
    soon, later = stopped.filter(after.is_between(0, 2)), stopped.filter(after > 24)

    assert median(later, "heart_rate") < median(soon, "heart_rate") - 5
    assert median(later, "heart_rate") < 95
    assert median(later, "systolic_bp") > 110


def test_who_goes_back_to_duty_is_well() -> None:
    last = measured().filter(pl.col("outcome") == "RTD").unique("patient_id", keep="last")
    days = (pl.col("at") - pl.col("injured_at")).dt.total_days()
    rested = last.filter(days >= 3)

    assert rested["heart_rate"].max() <= 105
    assert rested["systolic_bp"].min() >= 105
    assert rested["gcs"].min() >= 14


def test_the_dying_look_worse_at_last_than_at_first() -> None:
    dying = measured().filter(
        pl.col("outcome").is_in(DEATHS) & BLEEDING & (pl.col("cause_of_death") == pl.col("lethal_cause"))
    )
    first = dying.unique("patient_id", keep="first")
    last = dying.unique("patient_id", keep="last").join(first, on="patient_id")
    later = last.filter(pl.col("at") > pl.col("at_right"))

    assert float((later["systolic_bp"] < later["systolic_bp_right"] + 10).mean() or 0) > 0.95


def test_the_lightly_hurt_are_not_in_shock() -> None:
    light = war()["events"].filter((pl.col("kind") == "vitals") & (pl.col("triage") == "T3"))
    signs = war()["vitals"].join(light.select("patient_id", "at"), on=["patient_id", "at"], how="semi")

    assert signs.height > 2_000
    assert float((signs["systolic_bp"] < 90).mean() or 0) < 0.005
    assert float((signs["spo2"] < 90).mean() or 0) < 0.005


def test_urgent_casualties_have_signs() -> None:
    first = (
        measured()
        .unique("patient_id", keep="first")
        .join(war()["patients"].select("patient_id", "triage_initial", "casualty_class"), on="patient_id")
    )
    hurt = first.filter(pl.col("casualty_class") != "DISEASE")
    pulse = {
        name: median(hurt.filter(pl.col("triage_initial") == name), "heart_rate")
        for name in ("T1", "T2", "T3")
    }

    assert pulse["T1"] > pulse["T2"] > pulse["T3"]
    assert pulse["T1"] > 95 > pulse["T3"]


def test_somebody_measures_on_long_rides() -> None:
    riding = war()["events"].filter((pl.col("kind") == "vitals") & pl.col("vehicle_id").is_not_null())
    vehicles = war()["vehicles"].select("vehicle_id", kind_of="kind")
    kinds = riding.join(vehicles, on="vehicle_id")["kind_of"].unique().to_list()

    assert riding.height > 5_000
    assert riding["facility_id"].is_null().all()
    assert "bus" not in kinds
    assert {"ground_ambulance", "helicopter"} <= set(kinds)


def test_measurements_on_the_way_lie_between_departure_and_arrival() -> None:
    legs = war()["events"].filter(
        pl.col("kind").is_in(["pickup", "departure", "arrival", "death"])
        | ((pl.col("kind") == "vitals") & pl.col("vehicle_id").is_not_null())
    )
    before = pl.col("kind").shift(1).over("patient_id")
    measured_there = legs.with_columns(before=before).filter(pl.col("kind") == "vitals")

    assert set(measured_there["before"].unique()) <= {"pickup", "departure"}


def test_who_is_dying_in_a_bed_is_seen_to_be_immediate() -> None:
    finals = war()["events"].filter(pl.col("kind") == "death", pl.col("facility_id").is_not_null())
    last = measured().unique("patient_id", keep="last").select("patient_id", "systolic_bp", "gcs")
    failing = finals.join(last, on="patient_id").filter((pl.col("systolic_bp") < 80) | (pl.col("gcs") <= 6))

    assert failing.height > 20
    assert set(failing["triage"].unique()) <= {"T1", "T4"}


def test_a_stay_of_days_is_measured_half_way() -> None:
    stays = war()["visits"].filter((pl.col("left_at") - pl.col("bed_from")) > pl.duration(days=2))
    inside = stays.join(war()["vitals"], on="patient_id").filter(
        (pl.col("at") > pl.col("bed_from") + pl.duration(hours=8))
        & (pl.col("at") < pl.col("left_at") - pl.duration(hours=8))
    )

    assert inside["patient_id"].n_unique() == stays["patient_id"].n_unique()


def test_the_letter_agrees_with_the_coma_scale() -> None:
    levels = war()["vitals"].group_by("avpu").agg(low=pl.col("gcs").min(), high=pl.col("gcs").max())

    assert {row["avpu"]: (row["low"], row["high"]) for row in levels.iter_rows(named=True)} == {
        "A": (14, 15),
        "V": (9, 13),
        "P": (4, 8),
        "U": (3, 3),
    }


def test_the_comatose_report_no_pain() -> None:
    deep = war()["vitals"].filter(pl.col("gcs") <= 8)

    assert deep.height > 0
    assert deep["pain"].unique().to_list() == [0]


def test_every_cause_has_a_pattern_from_rest_to_death() -> None:
    spans = (
        vital_patterns()
        .group_by("lethal_cause")
        .agg(low=pl.col("elapsed").min(), high=pl.col("elapsed").max())
    )

    assert set(spans["lethal_cause"]) == set(LethalCause) == set(recovery_hours())
    assert spans["low"].unique().to_list() == [0.0]
    assert spans["high"].unique().to_list() == [1.0]
