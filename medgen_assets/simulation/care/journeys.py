"""Where each casualty stands on the walk: arrays over casualties that the stages of the walk carry on."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES
from medgen_assets.simulation.care.course import NEVER
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import DAY_SECONDS, MINUTE_SECONDS, Exercise, Seconds
from medgen_assets.simulation.injuries.severity import UNSURVIVABLE
from medgen_assets.vocabulary import CasualtyClass, Outcome, Role, TriageCategory

Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]

ROLES = tuple(Role)
OUTCOMES = tuple(Outcome)
TRIAGE = tuple(TriageCategory)
UNDECIDED = -1
NOBODY = np.int64(-1)


@dataclass
class Journeys:
    """Casualties on the walk; every array has one entry per casualty, moments in seconds since the start."""

    ids: Ids
    front_no: Ids
    incident: Ids
    is_battle: Flags
    is_crowd: Flags
    groups: NDArray[np.str_]
    severity: Ids
    cause: Ids
    is_unsurvivable: Flags
    injured: Seconds
    healed: Seconds
    """Moment of fitness for duty, with full care."""
    death: Seconds
    triage: Ids
    role: Ids
    """Role the casualty is at, or left last."""
    facility: NDArray[np.object_]
    ready: Seconds
    """Moment from which the casualty can leave for `next_role`."""
    next_role: Ids
    """Role of the next leg; -1 when the walk is over."""
    visits: Ids = field(init=False)
    outcome: Ids = field(init=False)
    outcome_at: Seconds = field(init=False)
    place: NDArray[np.object_] = field(init=False)
    first_aid: Seconds = field(init=False)
    first_facility: Seconds = field(init=False)

    def __post_init__(self) -> None:
        count = len(self.ids)
        self.visits = np.zeros(count, dtype=np.int64)
        self.outcome = np.full(count, UNDECIDED)
        self.outcome_at = np.full(count, NOBODY)
        self.place = np.full(count, str(Role.POI), dtype=object)
        self.first_aid = np.full(count, NOBODY)
        self.first_facility = np.full(count, NOBODY)

    def end(self, who: Ids, outcome: Ids | int, at: Seconds, place: object) -> None:
        """Close the journeys of `who` with an outcome, its moment and its place."""
        self.outcome[who], self.outcome_at[who], self.place[who] = outcome, at, place
        self.next_role[who] = -1

    def death_outcome(self, who: Ids) -> Ids:
        """KIA or DOW for battle casualties, by whether a facility was reached; DNBI death for the others."""
        before = np.where(
            self.first_facility[who] < 0, OUTCOMES.index(Outcome.KIA), OUTCOMES.index(Outcome.DOW)
        )
        return np.where(self.is_battle[who], before, OUTCOMES.index(Outcome.DNBI_DEATH))


def begun(exercise: Exercise, casualties: pl.DataFrame) -> Journeys:
    """Journeys at the moment of injury."""
    injured = exercise.seconds(casualties["injured_at"])
    minutes = casualties["untreated_death_minutes"].fill_null(-1.0).to_numpy()
    death = np.where(minutes >= 0, injured + (minutes * MINUTE_SECONDS).astype(np.int64), NEVER)
    healing: Reals = casualties["healing_days"].to_numpy()
    front_names = [front.name for front in exercise.fronts]
    count = len(injured)
    return Journeys(
        ids=casualties["patient_id"].to_numpy(),
        front_no=numbers(casualties["front"], front_names),
        incident=casualties["casualty_event_id"].to_numpy(),
        is_battle=(casualties["casualty_class"] == CasualtyClass.BATTLE).to_numpy(),
        is_crowd=casualties["is_mass_casualty"].to_numpy(),
        groups=casualties["treatment_group"].to_numpy(),
        severity=casualties["severity"].to_numpy(),
        cause=numbers(casualties["lethal_cause"], list(CAUSES)),
        is_unsurvivable=(casualties["severity"] >= UNSURVIVABLE).to_numpy(),
        injured=injured,
        healed=injured + (healing * DAY_SECONDS).astype(np.int64),
        death=death,
        triage=numbers(casualties["triage_initial"], [str(category) for category in TRIAGE]),
        role=np.full(count, ROLES.index(Role.POI)),
        facility=np.full(count, None, dtype=object),
        ready=injured.copy(),
        next_role=np.full(count, ROLES.index(Role.ROLE_1)),
    )


def numbers(names: pl.Series, order: list[str]) -> Ids:
    """Number of each name in an order."""
    found = names.replace_strict({name: no for no, name in enumerate(order)}, return_dtype=pl.Int64)
    return found.to_numpy(writable=True)
