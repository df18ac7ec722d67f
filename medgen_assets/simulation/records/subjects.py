"""The people whose records are made: each column that records reckon with is read once, as numbers."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.care.pathways import PathwayTables
from medgen_assets.simulation.casualties import CasualtyTables
from medgen_assets.simulation.demographics import CLASS_NAMES
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import CLASSES, Exercise, Seconds
from medgen_assets.simulation.injuries.catalogue import condition_names
from medgen_assets.simulation.names import Names, Numbers
from medgen_assets.simulation.records.names import OUTCOMES, TRIAGE
from medgen_assets.vocabulary import CasualtyClass, Lack, LethalCause, Outcome

Flags = NDArray[np.bool_]

CAUSES = Names.of(list(LethalCause))
LACKS = Names.of(list(Lack))
IS_DEATH = np.array(
    [Outcome(name) in (Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH) for name in OUTCOMES.names]
)
DISEASE = CLASSES.index(CasualtyClass.DISEASE)


@dataclass(frozen=True, eq=False)
class Subjects:
    """The casualties of a stretch with their injuries and fates, in the order of the patients.

    Moments are seconds since the start, -1 where there was none.
    """

    exercise: Exercise
    casualties: pl.DataFrame
    injuries: pl.DataFrame
    fates: pl.DataFrame
    retriages: pl.DataFrame

    @classmethod
    def of(cls, exercise: Exercise, hurt: CasualtyTables, pathways: PathwayTables) -> "Subjects":
        """The people of two sets of tables of the same casualties."""
        return cls(exercise, hurt.casualties, hurt.injuries, pathways.fates, pathways.retriages)

    def __len__(self) -> int:
        return len(self.casualties)

    @cached_property
    def ids(self) -> Ids:
        """Id of each patient."""
        return self.casualties["patient_id"].to_numpy()

    def rows(self, patient_ids: pl.Series) -> Ids:
        """Row of each patient in the stretch, whose ids are dense."""
        first = int(self.ids[0]) if len(self.ids) else 0
        rows: Ids = patient_ids.to_numpy() - first
        return rows

    @cached_property
    def injured(self) -> Seconds:
        """Moment of the injury."""
        return self.exercise.seconds(self.casualties["injured_at"])

    @cached_property
    def severity(self) -> Ids:
        """Severity of the worst injury."""
        return self.casualties["severity"].to_numpy()

    @cached_property
    def condition(self) -> Ids:
        """Number of the worst condition."""
        return condition_names().numbers(self.casualties["condition_id"]).astype(np.int64)

    @cached_property
    def is_injury(self) -> Flags:
        """Who is injured and not ill."""
        return np.asarray(CLASS_NAMES.numbers(self.casualties["casualty_class"]) != DISEASE)

    @cached_property
    def triage_initial(self) -> Numbers:
        """Category at the point of injury."""
        return TRIAGE.numbers(self.casualties["triage_initial"])

    @cached_property
    def cause(self) -> Ids:
        """Number in CAUSES of what would kill."""
        return CAUSES.numbers(self.casualties["lethal_cause"]).astype(np.int64)

    @cached_property
    def is_instantly_dead(self) -> Flags:
        """Who was dead at the moment of injury."""
        return self.casualties["is_instantly_dead"].to_numpy()

    @cached_property
    def untreated_minutes(self) -> Reals:
        """Minutes to death without care; no number for those who would not die."""
        return self.casualties["untreated_death_minutes"].to_numpy()

    @cached_property
    def outcome(self) -> Numbers:
        """Number of the outcome."""
        return OUTCOMES.numbers(self.fates["outcome"])

    @cached_property
    def dies(self) -> Flags:
        """Who is dead at the end."""
        dead: Flags = IS_DEATH[self.outcome]
        return dead

    @cached_property
    def outcome_at(self) -> Seconds:
        """Moment of the outcome."""
        return self.exercise.seconds(self.fates["outcome_at"])

    @cached_property
    def first_aid_at(self) -> Seconds:
        """Moment of first aid."""
        return self.exercise.seconds(self.fates["first_aid_at"])

    @cached_property
    def stopped_at(self) -> Seconds:
        """Moment at which a lethal course was stopped."""
        return self.exercise.seconds(self.fates["stopped_at"])

    @cached_property
    def waited_for(self) -> Numbers:
        """Number in LACKS of what each waited for when it ended."""
        return LACKS.numbers(self.fates["waited_for"])

    @cached_property
    def owner(self) -> Ids:
        """Row of the patient of each injury."""
        return self.rows(self.injuries["patient_id"])

    @cached_property
    def injury_no(self) -> Ids:
        """Number of each injury within its patient."""
        return self.injuries["injury_no"].to_numpy()

    @cached_property
    def injury_condition(self) -> Ids:
        """Number of the condition of each injury."""
        return condition_names().numbers(self.injuries["condition_id"]).astype(np.int64)

    @cached_property
    def injury_severity(self) -> Ids:
        """Severity of each injury."""
        return self.injuries["severity"].to_numpy()
