"""Minutes to first aid, resuscitation and surgery, and whether each came within the 10-1-2 timeline."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.schemas.records import IN_TIME_MINUTES
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import MINUTE_SECONDS, Seconds
from medgen_assets.simulation.records.contacts import NEVER, Contacts
from medgen_assets.simulation.records.names import ROLES
from medgen_assets.vocabulary import Role

Flags = NDArray[np.bool_]

IN_THEATRE = (Role.ROLE_2, Role.ROLE_3)
"""Roles at which surgery counts as damage-control surgery. Source: words of CONTEXT.md; Role 4 lies at home."""


@dataclass(frozen=True)
class Called:
    """Which patients each step of the timeline is for."""

    first_aid: Flags
    resuscitation: Flags
    bleeds_to_death: Flags
    waited_for_surgery: Flags


@dataclass(frozen=True)
class FirstCare:
    """Second of each patient's first bed at a facility, and of the first operation in theatre and anywhere."""

    bed: Seconds
    surgery: Seconds
    surgery_in_theatre: Seconds


def first_care(contacts: Contacts, patients: int) -> FirstCare:
    """The first moments of care of each patient; NEVER where there was none."""
    role = contacts.role
    in_theatre = np.isin(role, [ROLES.number(name) for name in IN_THEATRE])
    beds = (contacts.number > 0) & (role != ROLES.number(Role.CSU))
    operated = contacts.surgery_start >= 0
    return FirstCare(
        first(contacts.patient, contacts.start, beds, patients),
        first(contacts.patient, contacts.surgery_start, operated, patients),
        first(contacts.patient, contacts.surgery_start, operated & in_theatre, patients),
    )


def first(patient: Ids, second: Seconds, chosen: Flags, patients: int) -> Seconds:
    """Second of the first chosen contact of each patient; contacts lie in order of time."""
    found = np.full(patients, NEVER, dtype=np.int64)
    rows = np.flatnonzero(chosen)[::-1]
    found[patient[rows]] = second[rows]
    return found


def timeline(injured: Seconds, aided: Seconds, care: FirstCare, called: Called) -> dict[str, pa.Array]:
    """The six columns of the timeline, as they are stored, by name."""
    moments = {"first_aid": aided, "resuscitation": care.bed, "surgery": care.surgery}
    minutes = {name: minutes_since(injured, second) for name, second in moments.items()}
    needed = called.bleeds_to_death | (care.surgery_in_theatre >= 0) | called.waited_for_surgery
    wanted = {
        "first_aid": called.first_aid,
        "resuscitation": called.resuscitation,
        "surgery": called.resuscitation & needed,
    }
    numbers = {f"{name}_minutes": nullable(count, count >= 0) for name, count in minutes.items()}
    timely = {name: (count >= 0) & (count <= IN_TIME_MINUTES[name]) for name, count in minutes.items()}
    return numbers | {f"is_{name}_in_time": nullable(timely[name], asked) for name, asked in wanted.items()}


def minutes_since(injured: Seconds, second: Seconds) -> Ids:
    """Whole minutes from injury, rounded up; -1 where it never came."""
    return np.where(second >= 0, -((injured - second) // MINUTE_SECONDS), -1)


def nullable(values: NDArray[np.generic], known: Flags) -> pa.Array:
    """A stored column that is empty where its value is not known."""
    return pa.array(values, mask=~known)
