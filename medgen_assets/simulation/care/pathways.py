"""Care pathways of a stretch of casualties: their fates, visits, re-triages and the resources they occupied."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.schemas.care import Fates, ResourceStays, Retriages, Visits
from medgen_assets.schemas.columns import declared
from medgen_assets.simulation.care.facilities import facility_rows, vehicle_names
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.journal import Journal
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.names import Names
from medgen_assets.simulation.ordering import by_patient_and_second
from medgen_assets.vocabulary import (
    IN_TRANSIT,
    Lack,
    LethalCause,
    Outcome,
    ResourceKind,
    Role,
    TriageCategory,
)

Numbers = NDArray[np.int64]
Columns = dict[str, Numbers]


MOST_NAMES = 200_000
"""Names of one type of column. Assumption: 20 MB of names; more are kept as plain text."""


@dataclass(frozen=True)
class PathwayTables:
    """Tables Fates, Visits, Retriages and ResourceStays of the same casualties."""

    fates: pl.DataFrame
    visits: pl.DataFrame
    retriages: pl.DataFrame
    resource_stays: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Kinds:
    """The names of an exercise as types of columns."""

    facilities: Names
    vehicles: Names
    places: Names
    resources: pl.Series
    """Names of all vehicles, beds and tables; as an Enum unless there are very many."""
    first_icu: Numbers
    """First name of each facility's intensive-care beds among the resources; ordinary beds, tables and
    further beds likewise."""
    first_bed: Numbers
    first_table: Numbers
    first_surge: Numbers


@lru_cache(maxsize=4)
def kinds_of(exercise: Exercise) -> Kinds:
    """The names of an exercise."""
    facilities = list(facility_rows(exercise))
    names, most = list(vehicle_names(exercise).names), exercise.scenario.total_patients
    first = np.zeros((4, len(facilities)), dtype=np.int64)
    for number, row in enumerate(facilities):
        beds = 0 if row["beds"] is None else min(row["beds"], most)
        counts = {"icu-bed": min(row["icu_beds"], beds), "bed": beds, "table": min(row["tables"], most)}
        counts["surge-bed"] = min(row["surge_beds"], most)
        for kind, (label, count) in enumerate(counts.items()):
            first[kind, number] = len(names)
            names += [f"{row['facility_id']}-{label}-{turn + 1:03d}" for turn in range(count)]
    ids = [row["facility_id"] for row in facilities]
    return Kinds(
        Names.of(ids),
        vehicle_names(exercise),
        Names.of([*ids, str(Role.POI), IN_TRANSIT]),
        pl.Series(names, dtype=pl.Enum(names) if len(names) <= MOST_NAMES else pl.String),
        *first,
    )


OUTCOMES, ROLES, LACKS = Names.of(list(Outcome)), Names.of(list(Role)), Names.of(list(Lack))
CAUSES, TRIAGE = Names.of(list(LethalCause)), Names.of(list(TriageCategory))
RESOURCE_KINDS = Names.of(list(ResourceKind))


def pathway_tables(exercise: Exercise, journal: Journal) -> PathwayTables:
    """The tables of a journal that is in order of patients."""
    visits = dict(zip(layout.VISIT_FIELDS, journal.visits.T, strict=True))
    fates = dict(zip(layout.FATE_FIELDS, journal.fates.T, strict=True))
    retriages = dict(zip(layout.RETRIAGE_FIELDS, journal.retriages.T, strict=True))
    return PathwayTables(
        fate_table(exercise, fates).pipe(declared(Fates)),
        visit_table(exercise, visits).pipe(declared(Visits)),
        retriage_table(exercise, retriages).pipe(declared(Retriages)),
        stay_table(exercise, visits).pipe(declared(ResourceStays)),
    )


def moments(exercise: Exercise, columns: Columns, names: dict[str, str]) -> list[pl.Series]:
    """Columns of instants, empty where there was none."""
    return [exercise.instants(name, columns[field], columns[field] >= 0) for field, name in names.items()]


def is_dead(fates: Columns) -> NDArray[np.bool_]:
    """Who died."""
    return np.isin(fates["outcome"], (layout.KIA, layout.DOW, layout.DNBI_DEATH))


LAST_MOMENTS = {"waits_since": "waited_since", "stopped": "stopped_at", "averted": "averted_death_at"}


def fate_table(exercise: Exercise, fates: Columns) -> pl.DataFrame:
    """One row per casualty."""
    place = fates["place"]
    count = len(kinds_of(exercise).facilities.names)
    outside = np.where(place == layout.NONE, count, count + 1)
    return pl.DataFrame(
        [
            pl.Series("patient_id", fates["patient_id"]),
            *moments(exercise, fates, {"first_aid": "first_aid_at", "first_facility": "first_facility_at"}),
            OUTCOMES.column("outcome", fates["outcome"]),
            exercise.instants("outcome_at", fates["outcome_at"]),
            kinds_of(exercise).places.column("outcome_location", np.where(place < 0, outside, place)),
            ROLES.column("outcome_role", fates["role"]),
            LACKS.column("waited_for", fates["waits_for"] - 1),
            *moments(exercise, fates, LAST_MOMENTS),
            CAUSES.column("cause_of_death", np.where(is_dead(fates), fates["cause"], -1)),
            TRIAGE.column("triage_assigned", fates["thought"]),
        ]
    )


MOMENTS = {
    "wanted": "wanted_at",
    "departed": "departed_at",
    "arrived": "arrived_at",
    "bed_from": "bed_from",
    "table_wanted": "table_wanted_at",
    "surgery_from": "surgery_from",
    "surgery_to": "surgery_to",
    "left": "left_at",
}


def visit_table(exercise: Exercise, visits: Columns) -> pl.DataFrame:
    """One row per visit."""
    known = kinds_of(exercise)
    return pl.DataFrame(
        [
            pl.Series("patient_id", visits["patient_id"]),
            pl.Series("visit_no", visits["visit_no"]),
            ROLES.column("role", visits["role"]),
            known.facilities.column("facility_id", visits["facility"]),
            known.vehicles.column("vehicle_id", visits["vehicle"]),
            *moments(exercise, visits, MOMENTS),
            TRIAGE.column("triage", visits["triage"]),
        ]
    )


def retriage_table(exercise: Exercise, retriages: Columns) -> pl.DataFrame:
    """One row per casualty triaged anew while it waited."""
    return pl.DataFrame(
        [
            pl.Series("patient_id", retriages["patient_id"]),
            exercise.instants("at", retriages["at"]),
            TRIAGE.column("triage", retriages["triage"]),
            kinds_of(exercise).facilities.column("facility_id", retriages["facility"]),
        ]
    )


def stay_table(exercise: Exercise, visits: Columns) -> pl.DataFrame:
    """One row per bed, table or vehicle occupied, by patient and start."""
    known, end = kinds_of(exercise), exercise.end_seconds
    facility, bed_kind = visits["facility"], visits["bed_kind"]
    lies = (visits["bed_from"] >= 0) & (bed_kind != layout.UNLIMITED_BED)
    icu, cut, rode = lies & (bed_kind == layout.ICU_BED), visits["table"] >= 0, visits["vehicle"] >= 0
    further = lies & (bed_kind == layout.SURGE_BED)
    ordinary = lies & ~icu & ~further
    bed, icu_bed = known.first_bed[facility] + visits["bed"], known.first_icu[facility] + visits["bed"]
    surge_bed = known.first_surge[facility] + visits["bed"]
    table = known.first_table[facility] + visits["table"]
    parts = [
        (ResourceKind.BED, ordinary, bed, "bed_from", visits["left"]),
        (ResourceKind.ICU_BED, icu, icu_bed, "bed_from", visits["left"]),
        (ResourceKind.OPERATING_TABLE, cut, table, "surgery_from", visits["surgery_to"]),
        (ResourceKind.VEHICLE, rode, visits["vehicle"], "departed", np.minimum(visits["back"], end)),
        (ResourceKind.SURGE_BED, further, surge_bed, "bed_from", visits["left"]),
    ]  # in the order of the kinds, in which those of the same second stay
    order = list(ResourceKind)
    kind = np.concatenate([np.full(int(used.sum()), order.index(what)) for what, used, *_ in parts])
    patient = np.concatenate([visits["patient_id"][used] for _, used, *_ in parts])
    resource = np.concatenate([which[used] for _, used, which, *_ in parts])
    start = np.concatenate([visits[since][used] for _, used, _, since, _ in parts])
    stop = np.concatenate([until[used] for _, used, _, _, until in parts])
    where = np.concatenate(
        [facility[used] if what != ResourceKind.VEHICLE else np.full(int(used.sum()), -1) for what, used, *_ in parts]
    )  # fmt: skip
    row = by_patient_and_second(patient, start)
    return pl.DataFrame(
        [
            RESOURCE_KINDS.column("resource_kind", kind[row]),
            known.resources[resource[row]].alias("resource_id"),
            known.facilities.column("facility_id", where[row]),
            pl.Series("patient_id", patient[row]),
            exercise.instants("from", start[row]),
            exercise.instants("to", stop[row]),
        ]
    )
