"""The rules of one front as its flow asks for them: whole numbers, made once per exercise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import operations
from medgen_assets.scenario.model import Front
from medgen_assets.simulation.care import evacuation, routing
from medgen_assets.simulation.care.effects import BAND_MINUTES, effect_tables, given_in
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.treatment import preparation_seconds
from medgen_assets.simulation.draws import triangular
from medgen_assets.simulation.exercise import HOUR_SECONDS, MINUTE_SECONDS, Exercise
from medgen_assets.vocabulary import ExpectantCare, Role, TriageCategory, VehicleKind

Numbers = NDArray[np.int64]
Reals = NDArray[np.float64]

ROLES, TRIAGE, KINDS = tuple(Role), tuple(TriageCategory), tuple(VehicleKind)
EXPECTANT = tuple(ExpectantCare)
WHOLE = 1 << layout.DRAW_BITS
"""A share of 1 as the draws count it."""
WALKING_CV = 0.2
"""Standard deviation / mean of the time of those who walk. Assumption: people on foot differ by a fifth."""
DECISIONS = {
    layout.WHERE_NEXT: "where next from {}",
    layout.RECEIVED: "receiving {}",
    layout.LEG: "length of leg from {}",
    layout.SAVED: "saved at {}",
    layout.CLEANED: "cleaned at {}",
    layout.SURGERY_LENGTH: "length of surgery at {}",
    layout.RECOVERY: "stabilisation at {}",
    layout.STAY: "stay at {}",
    layout.REOPERATED: "operated on again after {}",
    layout.ATTACKED: "attacked on the way from {}",
}


@dataclass(frozen=True)
class Rules:
    """Single figures and tables, each under its place in the head of the memory."""

    figures: dict[int, int]
    tables: dict[int, NDArray[np.generic]]


def rules_of(exercise: Exercise, front: Front) -> Rules:
    """The rules of a front."""
    hours = np.arange(exercise.scenario.days * 24, dtype=np.int64) * HOUR_SECONDS
    slowed, delay = evacuation.weather(exercise, hours)
    care = effect_tables(given_in(exercise))
    tables = {
        layout.KEYS: keys(exercise),
        layout.STAYS: stays(exercise),
        layout.NEXT_ROLES: edges(exercise),
        layout.RESCUES: whole(care.stops * WHOLE),
        layout.DELAYS: whole(care.buys * 1000),
        layout.BAND_EDGES: np.array(BAND_MINUTES) * MINUTE_SECONDS,
        layout.SURGERY_QUANTILES: quantiles(operations.care_minutes().surgery),
        layout.RECOVERY_QUANTILES: quantiles(operations.care_minutes().intensive_care),
        layout.HOLDING: np.array([holding(exercise, role) for role in ROLES]),
        layout.METRES: metres(front),
        layout.SLOWED: whole(slowed * 1000),
        layout.DELAYED: whole(delay * MINUTE_SECONDS),
        layout.FLIES: evacuation.helicopters_fly(exercise, hours),
        layout.WAYS: np.tile([layout.NONE, 0], (len(KINDS) + 1) * len(ROLES) ** 2),
        layout.KINDS_BY_STREAM: kinds(exercise, front),
        layout.EXISTING: np.array([existing(front, role) for role in ROLES]),
    }
    return Rules(figures(exercise, front), tables)


def whole(values: Reals) -> Numbers:
    """The nearest whole numbers."""
    return np.floor(values + 0.5).astype(np.int64)


def keys(exercise: Exercise) -> Numbers:
    """Keys of the draws: decision x role."""
    texts = [[DECISIONS[number].format(role) for role in ROLES] for number in sorted(DECISIONS)]
    return np.array([[exercise.draws.key(text) for text in row] for row in texts], dtype=np.uint64).view(
        np.int64
    )


def stays(exercise: Exercise) -> Numbers:
    """Shortest and longest stay: role x category x 2, in seconds."""
    bounds = np.array([evacuation.stay_bounds(exercise, role) for role in ROLES])
    return whole(bounds * HOUR_SECONDS)


def edges(exercise: Exercise) -> Numbers:
    """Upper edges of where next: role x category x role number; what lies above the last goes to duty."""
    running = np.array([routing.edges_of(exercise, role)[:, : layout.TO_DUTY] for role in ROLES])
    return whole(running * WHOLE)


def quantiles(minutes: tuple[float, float, float]) -> Numbers:
    """Quantiles of a triangular duration, in seconds."""
    middles = (np.arange(layout.QUANTILES) + 0.5) / layout.QUANTILES
    return whole(triangular(middles, *minutes) * MINUTE_SECONDS)


def holding(exercise: Exercise, role: Role) -> int:
    """Longest time to fitness that a role keeps a casualty, in seconds."""
    return routing.holding_seconds(exercise, role) if role in routing.HOLDING else layout.NEVER


def metres(front: Front) -> Numbers:
    """Length of the way from each role to each; 0 where nobody goes."""
    return np.array(
        [[round(1000 * evacuation.leg_km(front, origin, aim)) for aim in ROLES] for origin in ROLES]
    ) + np.diag([round(1000 * evacuation.sideways_km(front, role)) for role in ROLES])


def existing(front: Front, role: Role) -> int:
    """The role itself, or the next one up that the front has."""
    wanted = Role.ROLE_1 if role == Role.POI else Role.ROLE_3 if role == Role.CSU else role
    return ROLES.index(routing.existing_role(front, wanted))


def kinds(exercise: Exercise, front: Front) -> Numbers:
    """Kinds of vehicle in order of preference: stream x category x 4."""
    owned = {group.kind for group in front.vehicles if group.count > 0}
    table = np.full((3, len(TRIAGE), len(KINDS)), layout.NONE)
    for stream in (layout.FORWARD, layout.TACTICAL, layout.STRATEGIC):
        for number, category in enumerate(TRIAGE):
            flown = category in exercise.scenario.evacuation_policy.air_for
            chosen = preferred(owned, stream, category, is_flown=flown)
            table[stream, number, : len(chosen)] = [KINDS.index(kind) for kind in chosen]
    return table


def preferred(
    owned: set[VehicleKind], stream: int, category: TriageCategory, *, is_flown: bool
) -> list[VehicleKind]:
    """Kinds that carry a category in a stream, best first.

    A helicopter for the flown, an ambulance for all, a bus for the lightly hurt between facilities; whatever there
    is where the usual kind is missing.
    """
    ambulance, helicopter, bus, aircraft = VehicleKind
    if stream == layout.STRATEGIC:
        return first_owned(owned, [aircraft, helicopter, ambulance, bus])
    light = category == TriageCategory.T3
    wanted = [helicopter] if is_flown else []
    wanted += [bus, ambulance] if light and stream == layout.TACTICAL else [ambulance]
    wanted += [bus] if light and stream == layout.FORWARD else []
    usual = [kind for kind in wanted if kind in owned]
    return (
        usual if ambulance in owned else list(dict.fromkeys([*usual, *first_owned(owned, [bus, helicopter])]))
    )


def first_owned(owned: set[VehicleKind], wanted: list[VehicleKind]) -> list[VehicleKind]:
    """The first of the wanted kinds that the front owns, or none."""
    return [kind for kind in wanted if kind in owned][:1]


def figures(exercise: Exercise, front: Front) -> dict[int, int]:
    """Single durations, amounts and factors."""
    use = operations.finite_means()
    aircraft = sum(
        group.litter + group.walking
        for group in front.vehicles
        if group.kind == VehicleKind.STRATEGIC_AIRCRAFT
    )
    values = {
        layout.END: exercise.end_seconds,
        layout.HOURS: exercise.scenario.days * 24,
        layout.PREPARATION: preparation_seconds(),
        layout.HANDLING: evacuation.HANDLING_MINUTES * MINUTE_SECONDS,
        layout.LEAST_LEG: operations.evacuation_times().minimum_leg_minutes * MINUTE_SECONDS,
        layout.BUS_HOLD: use.bus_hold_minutes * MINUTE_SECONDS,
        layout.BUS_BATCH: use.bus_batch,
        layout.FLIGHT_HOLD: use.flight_hold_minutes * MINUTE_SECONDS,
        layout.FLIGHT_BATCH: max(1, aircraft * use.flight_batch_share),
        layout.SHIFT: use.team_shift_hours * HOUR_SECONDS,
        layout.REST: use.team_rest_hours * HOUR_SECONDS,
        layout.WALKING_SPEED: evacuation.WALKING_KMH * 1000,
        layout.LONGEST_WALK: evacuation.LONGEST_WALK_KM * 1000,
        layout.WALKING_SCATTER: half_width(WALKING_CV),
        layout.BANDS: len(BAND_MINUTES),
        layout.TRANSFUSION: use.transfusion_units,
        layout.REOPERATION: reoperation_share(exercise) * WHOLE,
        layout.HARDLY: use.expectant_chance * WHOLE,
        layout.EXPECTANT: EXPECTANT.index(exercise.scenario.evacuation_policy.expectant),
    }
    return {place: round(value) for place, value in values.items()}


def reoperation_share(exercise: Exercise) -> float:
    """Share operated on again after damage-control surgery: the scenario's own, else the reference's."""
    own = exercise.scenario.overrides.reoperation_share
    return operations.finite_means().reoperation_share if own is None else own


def half_width(variation: float) -> int:
    """Half width of the even distribution with this coefficient of variation, in thousandths, at most 800."""
    return min(800, round(variation * evacuation.SQRT_3 * 1000))
