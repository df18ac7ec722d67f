"""The records of a stretch of patients: who, what happened, what was done, what was measured."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from medgen_assets.schemas.casualties import Injuries
from medgen_assets.schemas.records import Patients
from medgen_assets.schemas.stored import stored_form, stored_frame, stored_table
from medgen_assets.simulation.care.pathways import PathwayTables
from medgen_assets.simulation.casualties import CasualtyTables
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.history import history
from medgen_assets.simulation.records.contacts import contacts
from medgen_assets.simulation.records.diagnosis.cases import ENDLESS, examined, with_mistakes
from medgen_assets.simulation.records.diagnosis.looking import cases_of, hurts_of
from medgen_assets.simulation.records.diagnosis.rows import diagnosed, diagnosed_columns, diagnosis_rows
from medgen_assets.simulation.records.events import Written, events
from medgen_assets.simulation.records.imaging.reports import imaging_findings
from medgen_assets.simulation.records.legs import legs_of
from medgen_assets.simulation.records.outcomes import outcome_columns
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.simulation.records.treatments import treatment_rows, treatments
from medgen_assets.simulation.records.vitals import alarms, looks_at, vital_rows


def records(exercise: Exercise, hurt: CasualtyTables, pathways: PathwayTables) -> dict[str, pa.Table]:
    """Table patients and its child tables, by name, of the same casualties."""
    return dict(record_tables(exercise, hurt, pathways))


def record_tables(
    exercise: Exercise, hurt: CasualtyTables, pathways: PathwayTables
) -> Iterator[tuple[str, pa.Table]]:
    """The same one by one, each made when it is asked for, so that the one before can be gone by then."""
    subjects = Subjects.of(exercise, hurt, pathways)
    ids, legs = subjects.ids, legs_of(subjects, pathways.visits)
    moments = contacts(subjects, legs)
    past = history(exercise, subjects.casualties)
    hurts = with_mistakes(exercise.draws, ids, hurts_of(subjects))
    cases = examined(subjects, moments, first_shown(subjects), hurts, cases_of(moments, hurts))
    given, cases = treatments(subjects, moments, hurts, cases, past.allergy_bits)
    found = diagnosed(moments, hurts, cases)
    looks = looks_at(subjects, legs, moments)
    measured = vital_rows(subjects, looks)
    written = Written(moments, given, looks, alarms(looks, measured, legs), found)
    yield "vitals", measured
    del measured
    yield "events", events(subjects, legs, written)
    yield "treatments", treatment_rows(exercise, ids, moments, given)
    yield "imaging_findings", imaging_findings(subjects, moments, given)
    yield "diagnoses", diagnosis_rows(exercise, ids, moments, found)
    yield "injuries", stored_frame(Injuries, subjects.injuries)
    yield "allergies", past.allergies
    yield "regular_medications", past.regular_medications
    columns = outcome_columns(subjects, moments) | diagnosed_columns(found, len(subjects))
    yield "patients", patients(subjects, columns)


def first_shown(subjects: Subjects) -> Seconds:
    """Second at which each patient was first seen to be dying while it waited; ENDLESS where it never was."""
    found, retriages = np.full(len(subjects), ENDLESS, dtype=np.int64), subjects.retriages
    np.minimum.at(found, subjects.rows(retriages["patient_id"]), subjects.exercise.seconds(retriages["at"]))
    return found


def patients(subjects: Subjects, columns: Mapping[str, pa.Array]) -> pa.Table:
    """One row per patient (table Patients); `columns` are those that are stored already."""
    missing = [name for name in Patients.column_names() if name not in columns]
    of_fates = [name for name in missing if name in subjects.fates.columns]
    of_casualties = [name for name in missing if name not in of_fates]
    parts = (subjects.casualties.select(of_casualties), subjects.fates.select(of_fates))
    stored = {
        name: column
        for part in map(stored_form, parts)
        for name, column in zip(part.column_names, part.columns, strict=True)
    }
    return stored_table(Patients, {**stored, **columns})
