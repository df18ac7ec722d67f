"""Vital signs at each contact, from one strain between 0 (well) and 1 (dying) that severity, time and care set."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.schemas.columns import declared
from medgen_assets.schemas.records import Vitals
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.exercise import HOUR_SECONDS, Exercise, Seconds
from medgen_assets.simulation.ordering import by_patient_and_second, numbered_within
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.vocabulary import CasualtyClass, EdgeCase, LethalCause, Outcome

Flags = NDArray[np.bool_]

STRAIN_BY_SEVERITY: Final = np.array([0.0, 0.06, 0.14, 0.30, 0.55, 0.72, 0.85])
"""Strain at first contact by worst severity 0..6. Assumption: even steps such that severity 4 crosses the shock
index of 1 (heart rate over systolic pressure), the usual mark of a T1 bleeder."""
RELIEF_BY_CONTACT: Final = np.array([1.0, 0.85, 0.55, 0.35, 0.20, 0.12])
"""What is left of the strain of a survivor at contact 0 (first aid), 1, 2 … Assumption: each level nearly halves it."""
DYING_FLOOR: Final = 0.35
"""Strain at the moment of injury of those who will die; it rises to 1 at death. Assumption: as severity 3-4."""
FIRST_LOOK_SECONDS: Final = 120
"""From arrival to the first measurement. Source: triage took 2.3 min at Vigorous Warrior 2024 (Benhassine 2025)."""
LAST_LOOK_HOURS: Final = 2
"""A stay longer than this is measured once more before it ends. Assumption: observations every two hours."""
LAST_LOOK_BEFORE_SECONDS: Final = 900
"""From the last measurement of a long stay to its end. Assumption: 15 min, to make ready for the way."""
DEATHS: Final = [Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH]


@dataclass(frozen=True)
class Looks:
    """Moments at which somebody measures, by patient and moment."""

    contact: Ids
    second: Seconds
    is_later: Flags
    """Not the first measurement of its contact."""
    patient: Ids
    """Row of the patient in the stretch."""
    number: Ids
    """0, 1 … within the patient."""

    def __len__(self) -> int:
        return len(self.contact)


@dataclass(frozen=True)
class Measured:
    """What the vital signs of each patient of a stretch depend on."""

    patient_ids: Ids
    severity: Ids
    injured: Seconds
    ended: Seconds
    dies: Flags
    hurts_brain: Flags
    fails_to_breathe: Flags
    is_overheated: Flags
    is_chilled: Flags
    is_feverish: Flags
    is_unnamed: Flags


def looks_at(contacts: Contacts, measured: Measured) -> Looks:
    """All measurements of a stretch: on contact, after surgery, and at the end of a long stay."""
    contact, second, is_later = moments(contacts)
    patient = contacts.patient[contact]
    alive = ~measured.dies[patient] | (second < measured.ended[patient])
    contact, second, is_later = contact[alive], second[alive], is_later[alive]
    order = by_patient_and_second(contacts.patient[contact], second)
    contact, second, is_later = contact[order], second[order], is_later[order]
    patient = contacts.patient[contact]
    is_same = np.zeros(len(contact), np.bool_)
    is_same[1:] = (patient[1:] == patient[:-1]) & (second[1:] == second[:-1])
    once = ~is_same
    return Looks(contact[once], second[once], is_later[once], patient[once], numbered_within(patient[once]))


def moments(contacts: Contacts) -> tuple[Ids, Seconds, Flags]:
    """Contact and second of each measurement, and whether another of the same contact came before."""
    everyone = np.arange(len(contacts.patient))
    operated = np.flatnonzero(contacts.surgery_end >= 0)
    is_long = contacts.end - contacts.start > LAST_LOOK_HOURS * HOUR_SECONDS
    staying = np.flatnonzero(is_long & (contacts.number > 0))
    first = np.minimum(contacts.start + FIRST_LOOK_SECONDS, contacts.end)
    last = contacts.end[staying] - LAST_LOOK_BEFORE_SECONDS
    contact = np.concatenate([everyone, operated, staying])
    second = np.concatenate([first, contacts.surgery_end[operated], last])
    return contact, second, np.arange(len(contact)) >= len(everyone)


def measured_of(exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame) -> Measured:
    """What the vital signs of each patient depend on, in the order of the patients."""
    nature = casualties["treatment_group"] + " " + casualties["mechanism"]
    is_ill = casualties["casualty_class"] == CasualtyClass.DISEASE
    cause = casualties["lethal_cause"]
    unnamed = (casualties["edge_case"] == EdgeCase.UNCONSCIOUS_UNNAMED).fill_null(value=False)
    return Measured(
        patient_ids=casualties["patient_id"].to_numpy(),
        severity=casualties["severity"].to_numpy(),
        injured=exercise.seconds(casualties["injured_at"]),
        ended=exercise.seconds(fates["outcome_at"]),
        dies=fates["outcome"].is_in(DEATHS).to_numpy(),
        hurts_brain=(cause == "brain").to_numpy(),
        fails_to_breathe=cause.is_in(FAILING_BREATH).to_numpy(),
        is_overheated=nature.str.contains("heat").to_numpy(),
        is_chilled=nature.str.contains("cold|drown").to_numpy(),
        is_feverish=(is_ill & nature.str.contains(FEVERISH)).to_numpy(),
        is_unnamed=unnamed.to_numpy(),
    )


def strain(contacts: Contacts, looks: Looks, measured: Measured) -> Reals:
    """Strain at each measurement."""
    step = contacts.number[looks.contact] + looks.is_later
    relief = RELIEF_BY_CONTACT[np.minimum(step, len(RELIEF_BY_CONTACT) - 1)]
    living = STRAIN_BY_SEVERITY[measured.severity[looks.patient]] * relief
    lifetime = np.maximum(measured.ended - measured.injured, 1)
    share = (looks.second - measured.injured[looks.patient]) / lifetime[looks.patient]
    dying = DYING_FLOOR + (1.0 - DYING_FLOOR) * share
    felt: Reals = np.where(measured.dies[looks.patient], np.maximum(dying, living), living)
    return felt


@dataclass(frozen=True)
class Scatter:
    """Even scatter around a vital sign, by patient and measurement."""

    draws: Draws
    patient_ids: Ids
    """One per measurement."""
    number: Ids

    def of(self, sign: str, width: float) -> Reals:
        """Numbers within +- width."""
        highest = int(self.number.max()) + 1 if len(self.number) else 0
        keys = np.array(
            [self.draws.key(f"scatter of {sign}", slot) for slot in range(highest)], dtype=np.uint64
        )
        if not len(self.number):
            return np.zeros(0)
        uniforms: Reals = self.draws.keyed(keys[self.number], self.patient_ids)
        return (uniforms * 2.0 - 1.0) * width


def whole(values: Reals, low: int, high: int) -> Ids:
    """Round half up and keep within bounds."""
    return np.clip(np.floor(values + 0.5).astype(np.int64), low, high)


def vital_rows(
    exercise: Exercise, patient_ids: pl.Series, contacts: Contacts, looks: Looks, measured: Measured
) -> pl.DataFrame:
    """Vital signs at each measurement (table Vitals).

    Each is linear in the strain between textbook resting values and those of class IV haemorrhage (heart rate over
    140, systolic pressure under 70, respiratory rate over 35: Advanced Trauma Life Support classes; recalled,
    unconfirmed, so an assumption); a brain injury lowers the coma scale, a failing airway the saturation.
    """
    s = strain(contacts, looks, measured)
    scatter = Scatter(exercise.draws, measured.patient_ids[looks.patient], looks.number)
    airway = measured.fails_to_breathe[looks.patient]
    systolic = whole(124.0 - 58.0 * s + scatter.of("systolic pressure", 7.0), 46, 180)
    diastolic = whole(systolic * 0.62 + scatter.of("diastolic pressure", 3.0), 20, 110)
    saturation = 98.0 - 5.0 * s - np.where(airway, 14.0 * s, 0.0) + scatter.of("saturation", 1.0)
    gcs = coma_scale(looks, measured, s, scatter)
    return pl.DataFrame(
        [
            patient_ids.gather(looks.patient),
            exercise.instants("at", looks.second),
            pl.Series("heart_rate", whole(76.0 + 66.0 * s + scatter.of("heart rate", 7.0), 45, 185)),
            pl.Series("systolic_bp", systolic),
            pl.Series("diastolic_bp", diastolic),
            pl.Series("respiratory_rate", whole(15.0 + 19.0 * s + scatter.of("breathing", 2.0), 6, 48)),
            pl.Series("spo2", whole(saturation, 60, 100)),
            pl.Series("temperature_c", temperature(looks, measured, s, scatter)),
            pl.Series("gcs", gcs),
            pl.Series("pain", pain(contacts, looks, measured, gcs, scatter)),
        ]
    ).pipe(declared(Vitals))


def coma_scale(looks: Looks, measured: Measured, s: Reals, scatter: Scatter) -> Ids:
    """Glasgow Coma Scale; who cannot tell the name is unconscious at the first measurement."""
    brain = measured.hurts_brain[looks.patient]
    coma = np.where(brain, 15.0 - 11.0 * s, 15.0 - np.maximum(s - 0.6, 0.0) * 25.0)
    gcs = whole(coma + scatter.of("coma scale", 0.4), 3, 15)
    is_mute = measured.is_unnamed[looks.patient] & (looks.number == 0)
    return np.where(is_mute, np.minimum(gcs, UNRESPONSIVE_GCS), gcs)


FAILING_BREATH: Final = [
    str(cause)
    for cause in (
        LethalCause.AIRWAY,
        LethalCause.TENSION_PNEUMOTHORAX,
        LethalCause.INHALATION,
        LethalCause.NERVE_AGENT,
        LethalCause.EXPOSURE,
    )
]
"""Causes that lower the oxygen in the blood."""
FEVERISH: Final = "infection|fever|sepsis|pneumonia|malaria|gastro"
"""Protocol groups and mechanisms whose patients have a fever."""


def temperature(looks: Looks, measured: Measured, s: Reals, scatter: Scatter) -> Reals:
    """Body temperature (Cel): falls with shock, rises with fever and heat illness, falls with cold injury."""
    natures = (measured.is_overheated, measured.is_chilled, measured.is_feverish)
    changes = [4.2 * s, -4.5 * s, 0.6 + 2.6 * s]
    change = np.select([nature[looks.patient] for nature in natures], changes, -1.4 * s)
    warm = 36.8 + change + scatter.of("temperature", 0.3)
    return np.floor(np.clip(warm, 29.0, 42.0) * 10.0 + 0.5) / 10.0


PAIN_BY_SEVERITY: Final = np.array([0.0, 2.0, 4.0, 6.0, 7.5, 8.0, 8.0])
"""Pain (0-10) at first contact by severity. Assumption: moderate injuries hurt moderately."""
UNRESPONSIVE_GCS: Final = 8
"""At or below this coma scale no pain is reported. Source: the usual definition of coma (GCS 8 or less)."""


def pain(contacts: Contacts, looks: Looks, measured: Measured, gcs: Ids, scatter: Scatter) -> Ids:
    """Pain as the patient rates it; none from the unresponsive."""
    contact = np.minimum(contacts.number[looks.contact], len(RELIEF_BY_CONTACT) - 1)
    hurts = PAIN_BY_SEVERITY[measured.severity[looks.patient]]
    rated = whole(hurts * np.maximum(RELIEF_BY_CONTACT[contact], 0.3) + scatter.of("pain", 1.2), 0, 10)
    return np.where(gcs <= UNRESPONSIVE_GCS, 0, rated)
