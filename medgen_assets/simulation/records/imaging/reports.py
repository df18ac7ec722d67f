"""The reports: every study among the treatments, what it shows of the injuries, and its questions answered no."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.reference.imaging import imaging_studies
from medgen_assets.schemas.imaging import ImagingFindings
from medgen_assets.schemas.stored import instants, stored_table
from medgen_assets.simulation.draws import Ids, Reals, between
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.names import Names, Numbers
from medgen_assets.simulation.ordering import first_of_each, in_order, numbered_within, repeated
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.giving import Given
from medgen_assets.simulation.records.imaging.layout import (
    REGIONS,
    Layout,
    Lists,
    decision_keys,
    layout,
)
from medgen_assets.simulation.records.imaging.lexicon import lexicon
from medgen_assets.simulation.records.imaging.studies import NO_STUDY, study_of_order
from medgen_assets.simulation.records.names import ROLES, places
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.vocabulary import Laterality, Modality

Flags = NDArray[np.bool_]

SIDES = Names.of(list(Laterality))
MODALITIES = Names.of(list(Modality))
NO_SIDE = len(SIDES.names)
NO_INJURY = -1


@dataclass(frozen=True)
class Studies:
    """The treatments that made images, one entry each, by patient and moment."""

    patient: Ids
    """Row of the patient in the stretch."""
    study: Ids
    treatment_no: Ids
    second: Seconds
    facility: Numbers
    role: Numbers


@dataclass(frozen=True)
class Items:
    """Findings of reports, one entry each: the row of the study, what is said, its side and the injury seen."""

    study: Ids
    thing: Ids
    """Number in `lines_of` of the layout."""
    side: Ids
    injury: Ids
    """Row of the injury; NO_INJURY for what is not there."""

    def at(self, rows: Ids | Flags) -> "Items":
        """Some of the entries."""
        return Items(self.study[rows], self.thing[rows], self.side[rows], self.injury[rows])


def imaging_findings(subjects: Subjects, contacts: Contacts, given: Given) -> pa.Table:
    """Table ImagingFindings of the studies among what is given, by patient and moment."""
    known, studies = layout(), studies_among(contacts, given)
    seen = seen_items(known, studies, subjects)
    both = end_to_end(seen, asked_items(known, studies, subjects, seen))
    items = both.at(in_order(both.study))
    return rows(subjects.exercise, known, studies, items, subjects.ids, subjects.injury_no)


@cache
def modality_of_study() -> Numbers:
    """Modality of each study, by number."""
    return MODALITIES.numbers(imaging_studies()["modality"])


def studies_among(contacts: Contacts, given: Given) -> Studies:
    """What of everything that is given makes images."""
    study = study_of_order()[given.order]
    made = np.flatnonzero(study != NO_STUDY)
    patient, contact = contacts.patient[given.contact], given.contact[made]
    return Studies(
        patient=patient[made],
        study=study[made],
        treatment_no=numbered_within(patient)[made],
        second=given.second[made],
        facility=contacts.facility[contact],
        role=contacts.role[contact],
    )


def firsts(owner: Ids) -> Ids:
    """Position of the first row of each owner, and beyond the last; rows lie in the order of the owners."""
    return np.concatenate([[0], np.cumsum(np.bincount(owner))])


def seen_items(known: Layout, studies: Studies, subjects: Subjects) -> Items:
    """What each study shows of each injury of its patient, worst injury first; one of a kind and side."""
    first = firsts(subjects.owner)
    study, within = repeated(first[studies.patient + 1] - first[studies.patient])
    injury = first[studies.patient][study] + within
    condition, severity = subjects.injury_condition[injury], subjects.injury_severity[injury]
    pair, thing = listed(known.seen, known.shown(studies.study[study], condition, severity))
    study, injury = study[pair], injury[pair]
    side = np.where(known.is_sided[thing], sides_of(subjects.injuries)[injury], NO_SIDE)
    kind = (study * len(lexicon().findings) + known.finding[thing]) * (NO_SIDE + 1) + side
    return Items(study, thing, side, injury).at(first_of_each(kind))


def asked_items(known: Layout, studies: Studies, subjects: Subjects, seen: Items) -> Items:
    """The questions of each study that nothing seen answers with yes."""
    region = REGIONS.numbers(subjects.casualties["body_region"]).astype(np.int64)
    case = known.put(studies.study, subjects.is_injury[studies.patient], region[studies.patient])
    study, question = listed(known.asked, case)
    answered = np.zeros(len(studies.study), dtype=np.uint64)
    np.bitwise_or.at(answered, seen.study, known.answers[known.finding[seen.thing]])
    is_open = (answered[study] >> question.astype(np.uint64)) & np.uint64(1) == 0
    study, question = study[is_open], question[is_open]
    nothing = np.full(len(study), NO_INJURY, dtype=np.int64)
    return Items(study, question + len(known.finding), np.full_like(nothing, NO_SIDE), nothing)


def sides_of(injuries: pl.DataFrame) -> Ids:
    """Number of the side of each injury; NO_SIDE where it has none."""
    numbers = SIDES.numbers(injuries["laterality"]).astype(np.int64)
    return np.where(numbers < 0, NO_SIDE, numbers)


def listed(lists: Lists, cases: Ids) -> tuple[Ids, Ids]:
    """Each position with each entry of the list of its case."""
    position, within = repeated(lists.counts(cases))
    return position, lists.entries[lists.offsets[cases][position] + within]


def end_to_end(first: Items, second: Items) -> Items:
    """Two lists of findings as one."""
    return Items(
        np.concatenate([first.study, second.study]),
        np.concatenate([first.thing, second.thing]),
        np.concatenate([first.side, second.side]),
        np.concatenate([first.injury, second.injury]),
    )


def rows(
    exercise: Exercise, known: Layout, studies: Studies, items: Items, patient_ids: Ids, injury_no: Ids
) -> pa.Table:
    """One row per line of each finding."""
    lines, words = known.lines, lexicon()
    item, attribute_no = repeated(known.lines_of.counts(items.thing))
    line = known.lines_of.entries[known.lines_of.offsets[items.thing][item] + attribute_no]
    study = items.study[item]
    patients = patient_ids[studies.patient[study]]
    value, number = said(exercise, known, line, items.side[item], patients)
    injury = injury_no[np.maximum(items.injury, 0)]
    columns = {
        "patient_id": pa.array(patients),
        "report_no": pa.array(numbered_within(studies.patient)[study]),
        "finding_no": pa.array(numbered_within(items.study)[item]),
        "attribute_no": pa.array(attribute_no),
        "treatment_no": pa.array(studies.treatment_no[study]),
        "at": instants(exercise.microseconds(studies.second)[study]),
        "facility_id": places(exercise).facilities.stored(studies.facility[study]),
        "role": ROLES.stored(studies.role[study]),
        "modality": MODALITIES.stored(modality_of_study()[studies.study][study]),
        "injury_no": pa.array(injury[item], mask=(items.injury == NO_INJURY)[item]),
        "number": pa.array(number, mask=np.isnan(number)),
        **words.attribute_texts.stored(lines.attribute[line]),
        **words.value_texts.stored(value),
    }
    return stored_table(ImagingFindings, columns)


def said(exercise: Exercise, known: Layout, line: Ids, side: Ids, patient_ids: Ids) -> tuple[Ids, Reals]:
    """The value that each line says, or the number."""
    lines = known.lines
    drawn = np.flatnonzero(lines.is_drawn[line])
    of_drawn = line[drawn]
    keys = decision_keys(exercise.draws)[lines.decision[of_drawn]]
    uniforms = exercise.draws.keyed(keys, patient_ids[drawn])
    picked = np.where(lines.is_side[line], side, 0)
    picked[drawn] = uniforms * lines.choice_count[of_drawn]
    number = np.full(len(line), np.nan)
    number[drawn] = np.floor(between(uniforms, lines.low[of_drawn], lines.high[of_drawn] + 1.0))
    return lines.choices[lines.first_choice[line] + picked], number
