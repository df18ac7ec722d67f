"""What must hold of the course of care: time goes on, nobody is at two places, and it comes to one end."""

import numpy as np

from medgen_assets.simulation.checked_tables import NOWHERE, CheckedTable, CheckedTables, Flags
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import MISSING
from medgen_assets.simulation.known_names import ListedNames
from medgen_assets.simulation.ordering import by_several
from medgen_assets.vocabulary import EventKind, Outcome, ResourceKind

TERMINAL = ListedNames.of(EventKind.DEATH, EventKind.RTD, EventKind.END_OF_EXERCISE)
LEGS = ListedNames.of(EventKind.ARRIVAL, EventKind.PICKUP, EventKind.DEPARTURE)
ARRIVAL = 1
"""The place of arrivals among the legs."""
DEATHS = ListedNames.of(Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH)
BED = ListedNames.of(ResourceKind.BED)


def nothing_happens_before_injury_or_after_the_outcome(tables: CheckedTables) -> Ids:
    """Patients with an event, treatment or measurement outside their time."""
    return np.concatenate([outside(tables, name) for name in ("events", "treatments", "vitals")])


def outside(tables: CheckedTables, child: str) -> Ids:
    """Patients with a row before their injury or after their outcome."""
    rows, owners = tables[child], tables.owners(child)
    begin = tables.patients.cells("injured_at", owners)
    end = tables.patients.cells("outcome_at", owners)
    is_outside = (rows.least("at") < begin) | (rows.most("at") > end)
    return rows.whom(rows.begins[is_outside & (owners != NOWHERE)])


def no_vital_signs_at_death_or_later(tables: CheckedTables) -> Ids:
    """Dead patients with a measurement at or after death."""
    vitals, owners = tables["vitals"], tables.owners("vitals")
    is_dead = DEATHS.have(tables.patients.cells("outcome", owners))
    return vitals.of[is_dead & (vitals.most("at") >= tables.patients.cells("outcome_at", owners))]


def time_never_goes_back(tables: CheckedTables) -> Ids:
    """Patients whose events are not in order of time, or not numbered from 0."""
    events = tables["events"]
    at, number = events["at"], events["event_no"]
    is_wrong = (at[1:] < at[:-1]) | (number[1:] != number[:-1] + 1)
    is_wrong[events.begins[1:] - 1] = False
    torn = events.of[1:][events.of[1:] < events.of[:-1]]
    return np.concatenate([events.ids[1:][is_wrong], events.of[number[events.begins] != 0], torn])


def nobody_is_at_two_places(tables: CheckedTables) -> Ids:
    """Patients with a stay in a bed that begins before the one before it ended."""
    stays = tables["resource_stays"]
    row = np.flatnonzero(BED.have(stays["resource_kind"]))
    row = row[by_several(stays.ids[row], stays["from"][row], stays["to"][row])]
    begins, ends, ids = stays["from"][row], stays["to"][row], stays.ids[row]
    return stays.whom(row[1:][(ids[1:] == ids[:-1]) & (begins[1:] < ends[:-1])])


def legs_and_arrivals_alternate(tables: CheckedTables) -> Ids:
    """Patients who arrive without having left, or leave twice: teleporting."""
    events = tables["events"]
    leg = LEGS.places(events["kind"])
    row = np.flatnonzero(leg)
    ids, is_arrival = events.ids[row], leg[row] == ARRIVAL
    has_left = np.zeros(len(row), np.bool_)
    has_left[1:] = (ids[1:] == ids[:-1]) & ~is_arrival[:-1]
    return events.whom(row[is_arrival != has_left])


def everyone_has_one_terminal_event_and_it_is_the_last(tables: CheckedTables) -> Ids:
    """Patients without exactly one terminal event, at the end, at the moment of the outcome."""
    patients, events, owners = tables.patients, tables["events"], tables.owners("events")
    is_known = owners != NOWHERE
    ends = np.bincount(owners[is_known & ends_once(events)], minlength=len(patients.ids))
    groups = np.bincount(owners[is_known], minlength=len(patients.ids))
    ended_at = np.full(len(patients.ids), MISSING)
    ended_at[owners[is_known]] = events["at"][events.lasts[is_known]]
    is_right = (ends == 1) & (groups == 1) & (ended_at == patients["outcome_at"])
    return patients.whom(~is_right)


def ends_once(events: CheckedTable) -> Flags:
    """Whether the last row of each group, and no other, is terminal."""
    is_terminal = TERMINAL.have(events["kind"])
    count = np.bincount(events.groups[is_terminal], minlength=len(events.begins))
    so: Flags = is_terminal[events.lasts] & (count == 1)
    return so


COURSE_FACTS = (
    nothing_happens_before_injury_or_after_the_outcome,
    no_vital_signs_at_death_or_later,
    time_never_goes_back,
    nobody_is_at_two_places,
    legs_and_arrivals_alternate,
    everyone_has_one_terminal_event_and_it_is_the_last,
)
