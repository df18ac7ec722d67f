"""What each casualty brings to the chain of care: first aid, readiness for pickup, and what it will ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES
from medgen_assets.simulation.care import evacuation, first_look, routing
from medgen_assets.simulation.care.detection import seen_from
from medgen_assets.simulation.care.effects import given_in
from medgen_assets.simulation.care.first_aid import FirstAid, first_aid
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.priority import own_bits
from medgen_assets.simulation.care.transfusion import drawn_antigens, is_blood_counted
from medgen_assets.simulation.care.treatment import surgery_share
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import DAY_SECONDS, Exercise, Seconds
from medgen_assets.simulation.hurt import Hurt, healing_days, hurt
from medgen_assets.simulation.injuries.catalogue import catalogue
from medgen_assets.vocabulary import (
    CasualtyClass,
    Hemorrhage,
    Intervention,
    LethalCause,
    Role,
)

Flags = NDArray[np.bool_]

T1, T2, T3, T4 = range(4)
ROLES = tuple(Role)
BLEEDING = [number for number, cause in enumerate(LethalCause) if cause.startswith("hemorrhage")]
TRANSFUSED_SHARE = 0.7
"""Share transfused of those with a severe bleeding who do not bleed to death (0-1). Assumption: 0.7, because then some
22 % of the wounded are, as in mass-casualty events (J Trauma 2009;66:S129-37, abstract)."""
SEVERE = 4
"""Severity from which a burn covers more than a fifth of the body and a brain injury is severe. Assumption: AIS 4
burns are 20-29 % of the surface, AIS 4 head injuries a coma scale of 3-8 (recalled, unconfirmed)."""
COMATOSE = 5
"""Severity of a brain injury from which nobody takes it for less, whatever else is missed. Assumption: it has a coma
scale of 8 or less here, and a coma is seen by everybody."""
SURGICAL = tuple(
    number
    for number, cause in enumerate(CAUSES)
    if cause.startswith("hemorrhage") or cause == LethalCause.SEPSIS
)
"""Causes that are always operated on while they kill."""
VENTILATED = tuple(
    CAUSES.index(cause)
    for cause in (
        LethalCause.AIRWAY,
        LethalCause.BRAIN,
        LethalCause.BURN,
        LethalCause.INHALATION,
        LethalCause.NERVE_AGENT,
        LethalCause.EXPOSURE,
    )
)
OPERATIONS = {
    Role.ROLE_2: Intervention.DAMAGE_CONTROL_SURGERY,
    Role.ROLE_3: Intervention.DEFINITIVE_SURGERY,
    Role.ROLE_4: Intervention.DEFINITIVE_SURGERY,
}
OPERATING_ROLES = tuple(OPERATIONS)
SEEN_AT_ONCE = ROLES.index(Role.POI)


@dataclass(frozen=True)
class Needs:
    """One row per casualty, in order of id: its moment of injury, and the columns of HURT_FIELDS."""

    injured: Seconds
    rows: NDArray[np.int32]


def needs(exercise: Exercise, events: pl.DataFrame, ids: Ids) -> Needs:
    """What casualties `ids` (ascending) bring to the chain of care."""
    known = hurt(exercise, events, ids)
    return needs_when_seen(exercise, events, known, seen_from(exercise, known, crowds(known)))


def crowds(known: Hurt) -> Flags:
    """Who is hurt in a mass-casualty incident."""
    crowd: Flags = known.incident["is_mass_casualty"].to_numpy()
    return crowd


def needs_when_seen(exercise: Exercise, events: pl.DataFrame, known: Hurt, seen: Ids) -> Needs:
    """The same of known casualties; `seen` is the number of the first role that sees the worst injury of each."""
    ids, crowd = known.ids, crowds(known)
    triage = known.tables.triage_no
    in_coma = has_injury(known, "is_tbi", COMATOSE)
    sorted_as = first_look.by_sight(
        triage, in_coma | (seen == SEEN_AT_ONCE)
    )  # a crowd is sorted before it is helped
    aid = first_aid(exercise, known, crowd, sorted_as, seen == SEEN_AT_ONCE)
    seen = np.where(aid.stopped >= 0, SEEN_AT_ONCE, seen)  # who stopped a course has seen its cause
    told = in_coma | (seen == SEEN_AT_ONCE)
    given = np.where(aid.shows, T1, first_look.by_sight(triage, told))
    fit = known.injured + (healing_days(exercise, known) * DAY_SECONDS).astype(np.int64)
    flags = flags_of(exercise, known, given, crowd, seen) | seen << layout.SEEN_BITS
    flags |= first_look.as_flags(triage, given, aid.at >= 0)
    columns = (
        ids, known.incident["casualty_event_id"].to_numpy(), members(events, ids), fit, aid.death, given,
        aid.cause, flags, surgery_bits(exercise, known), ready_at(exercise, known, crowd, given, aid),
        aims(exercise, ids, given, flags), aid.at,
        aid.stopped, aid.averted, known.injured, aid.later,
    )  # fmt: skip
    return Needs(known.injured, as_rows(columns))


def as_rows(columns: Sequence[Ids]) -> NDArray[np.int32]:
    """A row per casualty, in the 32 bits of a front's memory; what is beyond them is never."""
    rows = np.empty((len(columns[0]), len(columns)), dtype=np.int32)
    for place, column in enumerate(columns):
        np.minimum(column, layout.NEVER, out=rows[:, place], casting="unsafe")
    return rows


def ready_at(exercise: Exercise, known: Hurt, crowd: Flags, triage: Ids, aid: FirstAid) -> Seconds:
    """Second from which each casualty can be picked up: as an immediate one from when it is seen to be dying."""
    usual = np.maximum(known.injured + evacuation.pickup_seconds(exercise, known.ids, triage, crowd), aid.at)
    worse = first_look.signs_show(aid.at, aid.death, ~known.courses.is_unsurvivable, triage)
    immediate = np.full_like(triage, T1)
    ready: Seconds = np.minimum(
        usual, worse + evacuation.pickup_seconds(exercise, known.ids, immediate, crowd)
    )
    return ready


def members(events: pl.DataFrame, ids: Ids) -> Ids:
    """Casualties of the incident of each casualty."""
    row = np.searchsorted(events["first_patient_id"].to_numpy(), ids, side="right") - 1
    counts: Ids = events["casualties"].to_numpy()[row]
    return counts


@cache
def condition_flags() -> dict[str, Flags]:
    """Whether each condition of the catalogue is of a kind."""
    facts = catalogue().conditions
    kinds = ("is_airway", "is_tension", "is_tbi", "is_burn", "is_amputation")
    return {kind: facts[kind].to_numpy() for kind in kinds}


def has_injury(known: Hurt, kind: str, least: int) -> Flags:
    """Whether any injury of each casualty is of a kind, at a severity or above."""
    condition = known.tables.condition
    is_kind = (condition >= 0) & condition_flags()[kind][condition] & (known.tables.severity >= least)
    return np.asarray(is_kind.any(axis=1))


def flags_of(exercise: Exercise, known: Hurt, triage: Ids, crowd: Flags, seen: Ids) -> Ids:
    """The flags of each casualty, one bit each; who passes Role 1 does so by what is seen at the point of injury."""
    severe = known.tables.severity[:, 0] >= SEVERE
    brain, burn = has_injury(known, "is_tbi", SEVERE), has_injury(known, "is_burn", SEVERE)
    walks = exercise.draws.for_casualties("walks to Role 1", known.ids) < evacuation.WALKING_SHARE
    bits = {
        layout.IS_BATTLE: known.classes == CasualtyClass.BATTLE,
        layout.IS_CROWD: crowd,
        layout.IS_UNSURVIVABLE: known.courses.is_unsurvivable,
        layout.BYPASSES: (brain | burn | has_injury(known, "is_amputation", 1)) & (seen == SEEN_AT_ONCE),
        layout.WALKS: walks & (triage == T3),
        layout.NEEDS_ICU: severe,
        layout.NEEDS_VENTILATOR: severe & np.isin(known.courses.cause, VENTILATED),
    }
    flags = np.zeros(len(known.ids), dtype=np.int64)
    if is_blood_counted(exercise):
        flags = drawn_antigens(exercise, known.ids, known.incident["front"].to_numpy()) << layout.BLOOD_BITS
        bits[layout.NEEDS_BLOOD] = has_lost_much_blood(exercise, known)
    flags |= own_bits(exercise, known)
    for bit, holds in bits.items():
        flags |= np.where(holds, bit, 0)
    return flags


def has_lost_much_blood(exercise: Exercise, known: Hurt) -> Flags:
    """Who needs a transfusion: most of those with a severe bleeding, and all who bleed to death."""
    condition = known.tables.condition
    bleeds = (condition >= 0) & is_bleeding()[condition] & (known.tables.severity >= SEVERE)
    most = exercise.draws.for_casualties("needs a transfusion", known.ids) < TRANSFUSED_SHARE
    dies: Flags = known.courses.is_lethal & np.isin(known.courses.cause, BLEEDING)
    return np.asarray(bleeds.any(axis=1) & most) | dies


@cache
def is_bleeding() -> Flags:
    """Whether each condition of the catalogue bleeds."""
    found: Flags = catalogue().conditions["hemorrhage"].to_numpy() != Hemorrhage.NONE
    return found


@lru_cache(maxsize=1)
def surgery_shares() -> NDArray[np.float64]:
    """Share operated on by role, condition of the worst injury and severity."""
    groups = catalogue().conditions["treatment_group"].to_list()
    shares = np.zeros((len(ROLES), len(groups), 7))
    for role in OPERATING_ROLES:
        known = surgery_share(role)
        for number, group in enumerate(groups):
            shares[ROLES.index(role), number] = [known.get((group, severity), 0.0) for severity in range(7)]
    return shares


def surgery_bits(exercise: Exercise, known: Hurt) -> Ids:
    """Roles that would operate, one bit each: by the protocols, and always for what kills and only surgery stops."""
    worst, severity = known.tables.condition[:, 0], known.tables.severity[:, 0]
    bleeds = known.courses.is_lethal & np.isin(known.courses.cause, SURGICAL)
    bits = np.zeros(len(known.ids), dtype=np.int64)
    for role in OPERATING_ROLES:
        if OPERATIONS[role] not in given_in(exercise):
            continue
        wanted = surgery_shares()[ROLES.index(role), worst, severity]
        cut = exercise.draws.for_casualties(f"operated at {role}", known.ids) < wanted
        bits |= np.where(cut | bleeds, 1 << ROLES.index(role), 0)
    return bits


def aims(exercise: Exercise, ids: Ids, triage: Ids, flags: Ids) -> Ids:
    """Role that each casualty is taken to first: by the care transitions, and past Role 1 for who needs surgeons."""
    uniforms = exercise.draws.for_casualties(f"where next from {Role.POI}", ids)
    edges = routing.edges_of(exercise, Role.POI)[triage]
    wanted = np.minimum((edges <= uniforms[:, None]).sum(axis=1), ROLES.index(Role.ROLE_4))
    bypass = (flags & layout.BYPASSES > 0) & (triage == T1)
    surgical: Ids = np.maximum(wanted, ROLES.index(Role.ROLE_2))
    return np.where(bypass, surgical, wanted)
