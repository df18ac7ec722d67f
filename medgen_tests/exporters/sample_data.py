"""A small random data set with the shape of the contract, for tests that need files but no simulation.

The courses are invented: every patient follows one of the templates in `COURSES`, so times, roles and
outcomes hang together well enough to be drawn, and nothing more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl

from medgen_assets.schemas.care import Facilities, FacilityLoad, ResourceStays, Vehicles
from medgen_assets.schemas.casualties import Injuries
from medgen_assets.schemas.diagnosis import Diagnoses
from medgen_assets.schemas.history import Allergies, RegularMedications
from medgen_assets.schemas.imaging import ImagingFindings
from medgen_assets.schemas.records import Events, Patients, Treatments, Vitals
from medgen_assets.schemas.schedule import CasualtyEvents

START = datetime(2026, 6, 1, tzinfo=UTC)
DAYS = 8
FRONTS = ("north", "süd")
GIVEN_NAMES = ("Ana", "Zoë", "Łukasz", "Ólafur", "Γιώργος", "Ægir", 'Jo "Mac"', "Null", "=1+1", "Anne\nMarie")
FAMILY_NAMES = (
    "Smith, Jr.",
    "Müller",
    "O'Neill",
    "Ñuñez",
    "<b>Öztürk</b>",
    "Dvořák",
    "İnan",
    "null",
    "Çelik",
    "Å",
)
MECHANISMS = {
    "BATTLE": ("artillery_fragmentation", "gunshot", "fpv_drone", "mine", "blast"),
    "NON_BATTLE_INJURY": ("vehicle_crash", "fall", "crush"),
    "DISEASE": ("respiratory_infection", "febrile_illness"),
}
REGIONS = ("HEAD", "THORAX", "ABDOMEN", "UPPER_EXTREMITY", "LOWER_EXTREMITY")
LADDER = ("ROLE_1", "ROLE_2", "ROLE_3", "ROLE_4")

CONTACT = (("arrival", 0), ("triage", 5), ("bed", 10), ("vitals", 12), ("treatment", 20), ("vitals", 60))
LEG = (("queue_start", 90), ("departure", 100))

Course = tuple[str, str, int, float]
"""Class, outcome, roles reached, share of its class."""
COURSES: tuple[Course, ...] = (
    ("BATTLE", "KIA", 0, 0.15),
    ("BATTLE", "DOW", 2, 0.05),
    ("BATTLE", "RTD", 1, 0.25),
    ("BATTLE", "RTD", 2, 0.15),
    ("BATTLE", "UNDER_TREATMENT", 3, 0.15),
    ("BATTLE", "EVACUATED_OUT_OF_THEATRE", 4, 0.25),
    ("NON_BATTLE_INJURY", "RTD", 1, 0.6),
    ("NON_BATTLE_INJURY", "DNBI_DEATH", 0, 0.02),
    ("NON_BATTLE_INJURY", "EVACUATED_OUT_OF_THEATRE", 4, 0.38),
    ("DISEASE", "RTD", 1, 0.8),
    ("DISEASE", "UNDER_TREATMENT", 3, 0.2),
)
LAST_EVENT = {
    "KIA": "death",
    "DOW": "death",
    "DNBI_DEATH": "death",
    "RTD": "rtd",
    "UNDER_TREATMENT": "end_of_exercise",
    "EVACUATED_OUT_OF_THEATRE": "end_of_exercise",
}


@dataclass(frozen=True)
class SampleTables:
    """The tables of a sample, batched ones whole, sorted by patient."""

    batched: Mapping[str, pl.DataFrame]
    single: Mapping[str, pl.DataFrame]

    def batch(self, first_id: int, end_id: int) -> dict[str, pl.DataFrame]:
        """The rows of the patients [first_id, end_id) of every batched table."""
        mine = pl.col("patient_id").is_between(first_id, end_id - 1)
        return {name: table.filter(mine) for name, table in self.batched.items()}


def _course_steps(course: int, outcome: str, roles: int) -> list[tuple[int, int, str, str, float]]:
    steps: list[tuple[str, str, float]] = [("injury", "POI", 0.0), ("first_aid", "POI", 4.0)]
    for rung, role in enumerate(LADDER[:roles]):
        left, begin = ("POI", *LADDER)[rung], 30.0 + rung * 400.0
        if rung == 0:
            steps.append(("pickup", "POI", begin - 20))
        steps += [(kind, role, begin + minute) for kind, minute in CONTACT]
        if rung + 1 < roles:
            steps += [(kind, role, begin + 200 + minute) for kind, minute in LEG]
        del left
    end = 45.0 if roles == 0 else 30.0 + (roles - 1) * 400.0 + 240.0
    steps.append((LAST_EVENT[outcome], ("POI", *LADDER)[roles], end))
    return [(course, number, kind, role, minute) for number, (kind, role, minute) in enumerate(steps)]


@cache
def _templates() -> pl.DataFrame:
    rows = [
        step
        for number, (_, outcome, roles, _) in enumerate(COURSES)
        for step in _course_steps(number, outcome, roles)
    ]
    columns = {
        "course": pl.Int64,
        "event_no": pl.Int64,
        "kind": pl.String,
        "role": pl.String,
        "minute": pl.Float64,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


def _courses(random: np.random.Generator, classes: np.ndarray) -> np.ndarray:
    chosen = np.zeros(len(classes), dtype=np.int64)
    for name in MECHANISMS:
        numbers = [number for number, course in enumerate(COURSES) if course[0] == name]
        shares = np.array([COURSES[number][3] for number in numbers])
        mine = classes == name
        chosen[mine] = random.choice(numbers, size=int(mine.sum()), p=shares / shares.sum())
    return chosen


def _people(patients: int, seed: int) -> pl.DataFrame:
    random = np.random.default_rng(seed)

    def pick(values: tuple[str, ...], shares: list[float] | None = None) -> np.ndarray:
        return random.choice(np.array(values, dtype=object), size=patients, p=shares)

    classes = pick(tuple(MECHANISMS), [0.6, 0.2, 0.2])
    mechanisms = np.empty(patients, dtype=object)
    for name, choices in MECHANISMS.items():
        mine = classes == name
        mechanisms[mine] = random.choice(np.array(choices, dtype=object), size=int(mine.sum()))
    hour_weight = 1.0 + 0.8 * np.sin(np.arange(DAYS * 24) * 2 * np.pi / 24 - 2)
    hours = random.choice(DAYS * 24, size=patients, p=hour_weight / hour_weight.sum())
    micros = np.sort(hours.astype(np.int64) * 3_600_000_000 + random.integers(0, 3_600_000_000, patients))
    numbers = np.arange(patients)
    return pl.DataFrame(
        {
            "patient_id": numbers,
            "casualty_event_id": numbers // 3,
            "front": pick(FRONTS, [0.6, 0.4]),
            "warfare_type": pick(("conventional", "artillery", "drone"), [0.5, 0.25, 0.25]),
            "is_mass_casualty": random.random(patients) < 0.1,
            "nation": pick(("EST", "FIN", "SWE", "USA")),
            "sex": pick(("male", "female"), [0.9, 0.1]),
            "age_years": random.integers(18, 50, patients),
            "given_name": pick(GIVEN_NAMES),
            "family_name": pick(FAMILY_NAMES),
            "rank_code": pick(("OR-1", "OR-3", "OF-2")),
            "blood_group": pick(("O+", "A+", "B-", "AB+")),
            "weight_kg": np.round(random.normal(80, 9, patients).clip(45, 140), 1),
            "height_cm": np.round(random.normal(177, 7, patients).clip(150, 205), 1),
            "casualty_class": classes,
            "mechanism": mechanisms,
            "body_region": pick(REGIONS),
            "severity": random.integers(1, 6, patients),
            "triage_initial": pick(("T1", "T2", "T3"), [0.2, 0.3, 0.5]),
            "course": _courses(random, classes),
            "pace": random.uniform(0.5, 3.0, patients),
            "injured_at": micros,
        }
    ).with_columns(
        injured_at=pl.lit(START) + pl.duration(microseconds="injured_at"),
        iss=pl.when(pl.col("casualty_class") != "DISEASE").then(pl.col("severity") ** 2),
        triage_initial=pl.when(pl.col("course") == 0).then(pl.lit("T4")).otherwise("triage_initial"),
        rank_code=pl.when(pl.col("patient_id") % 7 != 0).then("rank_code"),
    )


def _events(people: pl.DataFrame) -> pl.DataFrame:
    facility = pl.format("{}-{}-{}", "front", "role", pl.col("patient_id") % 3 + 1)
    return (
        people.join(_templates(), on="course", how="left")
        .sort("patient_id", "event_no")
        .with_columns(
            at=pl.col("injured_at")
            + pl.duration(microseconds=(pl.col("minute") * pl.col("pace") * 60e6).cast(pl.Int64)),
            facility_id=pl.when(pl.col("role") != "POI").then(facility),
            vehicle_id=pl.when(pl.col("kind").is_in(["pickup", "departure"])).then(
                pl.format("ambulance-{}", pl.col("patient_id") % 12)
            ),
            triage="triage_initial",
            detail=pl.when(pl.col("kind") == "first_aid").then(pl.lit('tourniquet, "left" \\ arm')),
        )
    )


def _treatments(events: pl.DataFrame) -> pl.DataFrame:
    surgical = pl.col("role") != "ROLE_1"
    return events.filter(kind="treatment").with_columns(
        treatment_no=pl.int_range(pl.len()).over("patient_id"),
        kind=pl.when(surgical).then(pl.lit("procedure")).otherwise(pl.lit("medication")),
        code_system=pl.lit("medgen"),
        code=pl.when(surgical).then(pl.lit("surgery")).otherwise(pl.lit("analgesia")),
        display=pl.when(surgical).then(pl.lit("Damage-control surgery")).otherwise(pl.lit("Analgesia; i.v.")),
        dose=pl.when(~surgical).then(pl.lit(2.5)),
        dose_unit=pl.when(~surgical).then(pl.lit("mg")),
        route=pl.when(~surgical).then(pl.lit("intravenous")),
    )


def _diagnoses(events: pl.DataFrame) -> pl.DataFrame:
    return events.filter(kind="bed").with_columns(
        diagnosis_no=pl.int_range(pl.len()).over("patient_id"),
        injury_no=pl.lit(0, dtype=pl.Int64),
        code_system=pl.lit("medgen"),
        code=pl.lit("injury-thorax"),
        display=pl.lit("Wound of thorax"),
        basis=pl.lit("examination"),
    )


def _vitals(events: pl.DataFrame) -> pl.DataFrame:
    wobble = (pl.col("patient_id") * 7 + pl.col("event_no") * 13) % 23
    return events.filter(kind="vitals").with_columns(
        heart_rate=80 + wobble,
        systolic_bp=125 - wobble,
        diastolic_bp=80 - wobble,
        respiratory_rate=14 + wobble % 7,
        spo2=99 - wobble % 5,
        temperature_c=(36.1 + wobble / 10).round(1),
        gcs=15 - wobble % 4,
        pain=wobble % 11,
    )


def _injuries(people: pl.DataFrame) -> pl.DataFrame:
    return (
        people.with_columns(injury_no=pl.int_ranges(0, 1 + pl.col("patient_id") % 3))
        .explode("injury_no")
        .with_columns(
            code_system=pl.lit("medgen"),
            code=pl.format("injury-{}", pl.col("body_region").str.to_lowercase()),
            display=pl.format("Wound of {}", pl.col("body_region").str.to_lowercase()),
            condition_id=pl.format("wound_{}", pl.col("body_region").str.to_lowercase()),
            laterality=pl.when(pl.col("body_region").str.ends_with("EXTREMITY")).then(pl.lit("left")),
        )
    )


def _allergies(people: pl.DataFrame) -> pl.DataFrame:
    allergic = people.filter(pl.col("patient_id") % 10 == 3).select("patient_id", allergy_no=0)
    return allergic.with_columns(
        allergy_id=pl.lit("latex"),
        code_system=pl.lit("medgen"),
        code=pl.lit("allergy-latex"),
        display=pl.lit("Latex"),
        category=pl.lit("environment"),
    )


def _regular_medications(people: pl.DataFrame) -> pl.DataFrame:
    takers = people.filter(pl.col("patient_id") % 7 == 2)
    return takers.select("patient_id", medication_no=0, code_system=pl.lit("medgen"), dose=10.0)


def _imaging_findings(treatments: pl.DataFrame) -> pl.DataFrame:
    images = treatments.filter(pl.col("patient_id") % 5 == 1).unique(
        "patient_id", keep="first", maintain_order=True
    )
    common = {name: pl.lit(0, dtype=pl.Int64) for name in ("report_no", "finding_no", "attribute_no")}
    return images.select("patient_id", "at", "facility_id", "role", "treatment_no").with_columns(
        **common,
        modality=pl.lit("XR"),
        finding_id=pl.lit("OIFM_MDGN_000001"),
        finding=pl.lit("femur fracture"),
        value=pl.lit("present"),
        value_code=pl.lit("OIFMA_MDGN_000001.1"),
    )


def _resource_stays(events: pl.DataFrame) -> pl.DataFrame:
    return (
        events.filter(kind="bed")
        .with_columns(
            resource_kind=pl.lit("bed"),
            resource_id=pl.format("{}-bed-{}", "facility_id", pl.col("patient_id") % 20),
            to=pl.col("at") + pl.duration(hours=6),
        )
        .rename({"at": "from"})
    )


def _patients(people: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    ends = events.group_by("patient_id", maintain_order=True).agg(
        first_facility_at=pl.col("at").filter(pl.col("kind") == "arrival").first(),
        outcome_at=pl.col("at").last(),
        outcome_location=pl.coalesce(pl.col("facility_id").last(), pl.lit("POI")),
    )
    outcomes = pl.DataFrame({"course": range(len(COURSES)), "outcome": [course[1] for course in COURSES]})
    return (
        people.join(ends, on="patient_id", how="left", maintain_order="left")
        .join(outcomes, on="course", how="left", maintain_order="left")
        .with_columns(
            special_event=pl.when(pl.col("is_mass_casualty")).then(pl.lit("mass_casualty")),
            birth_date=pl.lit(date(2008, 5, 31)).dt.offset_by(pl.format("-{}y", pl.col("age_years") - 18)),
            unit=pl.format("{} Battalion", pl.col("patient_id") % 5 + 1),
            service_number=pl.when(pl.col("patient_id") % 11 != 0).then(pl.format("SN{}", "patient_id")),
            national_id=pl.lit(None, dtype=pl.String),
            condition_code_system=pl.lit("medgen"),
            condition_code=pl.format("injury-{}", pl.col("body_region").str.to_lowercase()),
            condition_display=pl.format("Wound of {}", pl.col("body_region").str.to_lowercase()),
        )
    )


def _facilities() -> pl.DataFrame:
    rows = [
        {"facility_id": f"{front}-{role}-{number}", "front": front, "role": role, "beds": beds}
        for front in FRONTS
        for role, beds in zip(LADDER, (10, 50, 200, None), strict=True)
        for number in (1, 2, 3)
    ]
    return pl.DataFrame(rows).with_columns(
        icu_beds=pl.lit(4),
        tables=pl.lit(2),
        ventilators=pl.lit(4),
        surgical_teams=pl.lit(2),
        surge_beds=pl.lit(0),
        lost_on_day=pl.lit(None, dtype=pl.Int64),
        **{product: pl.lit(100) for product in ("whole_blood", "red_cells", "plasma", "platelets")},
    )


def _facility_load(facilities: pl.DataFrame) -> pl.DataFrame:
    hours = pl.DataFrame({"number": range(DAYS * 24 + 48)})
    wave = (((pl.col("number") + pl.col("facility_id").str.len_chars() * 5) % 30) / 30.0).cast(pl.Float64)
    return facilities.join(hours, how="cross").with_columns(
        hour=pl.lit(START) + pl.duration(hours="number"),
        beds_in_use_max=(wave * pl.coalesce("beds", pl.lit(80))).cast(pl.Int64),
        tables_in_use_max=(wave * 2).cast(pl.Int64),
        queue_max=(wave * 5).cast(pl.Int64),
    )


def _vehicles() -> pl.DataFrame:
    return pl.DataFrame({"vehicle_id": [f"ambulance-{number}" for number in range(12)]}).with_columns(
        front=pl.lit(FRONTS[0]), kind=pl.lit("ground_ambulance"), litter=2, walking=4, speed_kmh=pl.lit(45.0)
    )


def _casualty_events(patients: pl.DataFrame) -> pl.DataFrame:
    return patients.group_by("casualty_event_id", maintain_order=True).agg(
        pl.col("injured_at").first().alias("at"),
        pl.col("front", "warfare_type", "casualty_class", "special_event", "is_mass_casualty").first(),
        casualties=pl.len(),
        first_patient_id=pl.col("patient_id").first(),
    )


def _shaped(schema: type[dy.Schema], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the columns of the schema; one that the sample does not invent is empty or a stand-in."""
    stand_ins: dict[type[pl.DataType], object] = {
        pl.String: "unknown",
        pl.Int64: 1,
        pl.Float64: 1.0,
        pl.Boolean: True,
    }
    for name, column in schema.columns().items():
        if name not in rows.columns:
            value = None if column.nullable else stand_ins.get(column.dtype.base_type(), START)
            rows = rows.with_columns(pl.lit(value, dtype=column.dtype).alias(name))
    return schema.cast(rows)


@cache
def sample_tables(patients: int, seed: int = 7) -> SampleTables:
    """All tables of `patients` invented patients."""
    people = _people(patients, seed)
    events, facilities = _events(people), _facilities()
    records = _patients(people, events)
    batched = {
        "patients": _shaped(Patients, records),
        "injuries": _shaped(Injuries, _injuries(people)),
        "events": _shaped(Events, events),
        "diagnoses": _shaped(Diagnoses, _diagnoses(events)),
        "treatments": _shaped(Treatments, _treatments(events)),
        "vitals": _shaped(Vitals, _vitals(events)),
        "allergies": _shaped(Allergies, _allergies(people)),
        "regular_medications": _shaped(RegularMedications, _regular_medications(people)),
        "imaging_findings": _shaped(
            ImagingFindings, _imaging_findings(_shaped(Treatments, _treatments(events)))
        ),
        "resource_stays": _shaped(ResourceStays, _resource_stays(events)),
    }
    single = {
        "casualty_events": _shaped(CasualtyEvents, _casualty_events(records)),
        "facilities": _shaped(Facilities, facilities),
        "vehicles": _shaped(Vehicles, _vehicles()),
        "facility_load": _shaped(FacilityLoad, _facility_load(facilities)),
    }
    return SampleTables(batched, single)
