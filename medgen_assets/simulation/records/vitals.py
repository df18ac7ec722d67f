"""Vital signs at each contact, from one strain between 0 (well) and 1 (dying) that severity, time and care set."""

from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.schemas.records import Vitals
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.records.ordering import by_patient_and_second
from medgen_assets.vocabulary import CasualtyClass, EdgeCase, Outcome

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
DEATHS: Final = [Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH]


def vitals(
    exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame, contacts: pl.DataFrame
) -> pl.DataFrame:
    """Vital signs in time order (table Vitals, and contact_no)."""
    facts = casualties.select(
        "patient_id",
        "severity",
        "casualty_class",
        "lethal_cause",
        "treatment_group",
        "mechanism",
        "injured_at",
        "edge_case",
    ).join(fates.select("patient_id", "outcome", "outcome_at"), on="patient_id", validate="1:1")
    looks = measurements(contacts).join(facts, on="patient_id", maintain_order="left", validate="m:1")
    alive = ~pl.col("outcome").is_in(DEATHS) | (pl.col("at") < pl.col("outcome_at"))
    looks = looks.filter(alive)
    looks = looks[by_patient_and_second(looks["patient_id"].to_numpy(), exercise.seconds(looks["at"]))]
    looks = looks.unique(["patient_id", "at"], keep="first", maintain_order=True)
    looks = looks.with_columns(look_no=pl.int_range(pl.len(), dtype=pl.Int64).over("patient_id"))
    measured = signs(exercise.draws, looks)
    Vitals.validate(measured)
    return measured.with_columns(looks["contact_no"])


def measurements(contacts: pl.DataFrame) -> pl.DataFrame:
    """When somebody measures: on contact, after surgery, and at the end of a long stay; each kind by contact."""
    first = pl.min_horizontal(pl.col("from_at") + pl.duration(seconds=FIRST_LOOK_SECONDS), "to_at")
    long_stay = pl.col("to_at") - pl.col("from_at") > pl.duration(hours=LAST_LOOK_HOURS)
    keys = ("patient_id", "contact_no")
    return pl.concat(
        [
            contacts.select(*keys, at=first, is_later=pl.lit(False)),
            contacts.filter(pl.col("surgery_to").is_not_null()).select(
                *keys, at="surgery_to", is_later=pl.lit(True)
            ),
            contacts.filter(long_stay & (pl.col("contact_no") > 0)).select(
                *keys, at=pl.col("to_at") - pl.duration(minutes=15), is_later=pl.lit(True)
            ),
        ]
    )


def strain(looks: pl.DataFrame) -> Reals:
    """Strain at each measurement."""
    severity, contact = looks["severity"].to_numpy(), looks["contact_no"].to_numpy()
    later = looks["is_later"].to_numpy()
    relief = RELIEF_BY_CONTACT[np.minimum(contact + later, len(RELIEF_BY_CONTACT) - 1)]
    living = STRAIN_BY_SEVERITY[severity] * relief
    elapsed = (looks["at"] - looks["injured_at"]).dt.total_seconds().to_numpy()
    lifetime = np.maximum((looks["outcome_at"] - looks["injured_at"]).dt.total_seconds().to_numpy(), 1)
    share = elapsed / lifetime
    dying = DYING_FLOOR + (1.0 - DYING_FLOOR) * share
    is_dying = looks["outcome"].is_in(DEATHS).to_numpy()
    felt: Reals = np.where(is_dying, np.maximum(dying, living), living)
    return felt


def noise(draws: Draws, looks: pl.DataFrame, sign: str, width: float) -> Reals:
    """Even scatter of +- width around a vital sign, by patient and measurement."""
    patient, look = looks["patient_id"].to_numpy(), looks["look_no"].to_numpy()
    highest = int(look.max()) + 1 if len(look) else 0
    keys = np.array([draws.key(f"scatter of {sign}", slot) for slot in range(highest)], dtype=np.uint64)
    uniforms: Reals = draws.keyed(keys[look], patient) if len(look) else np.zeros(0)
    return (uniforms * 2.0 - 1.0) * width


def whole(values: Reals, low: int, high: int) -> Ids:
    """Round half up and keep within bounds."""
    return np.clip(np.floor(values + 0.5).astype(np.int64), low, high)


def signs(draws: Draws, looks: pl.DataFrame) -> pl.DataFrame:
    """Vital signs at each measurement.

    Each is linear in the strain between textbook resting values and those of class IV haemorrhage (heart rate over
    140, systolic pressure under 70, respiratory rate over 35: Advanced Trauma Life Support classes; recalled,
    unconfirmed, so an assumption); a brain injury lowers the coma scale, a failing airway the saturation.
    """
    s = strain(looks)
    cause = looks["lethal_cause"]
    brain, airway = (cause == "brain").to_numpy(), cause.is_in(["airway", "exposure"]).to_numpy()
    systolic = whole(124.0 - 58.0 * s + noise(draws, looks, "systolic pressure", 7.0), 46, 180)
    diastolic = whole(systolic * 0.62 + noise(draws, looks, "diastolic pressure", 3.0), 20, 110)
    coma = np.where(brain, 15.0 - 11.0 * s, 15.0 - np.maximum(s - 0.6, 0.0) * 25.0)
    gcs = whole(coma + noise(draws, looks, "coma scale", 0.4), 3, 15)
    gcs = np.where(cannot_tell_the_name(looks), np.minimum(gcs, UNRESPONSIVE_GCS), gcs)
    return looks.select(
        "patient_id",
        "at",
        heart_rate=pl.Series(whole(76.0 + 66.0 * s + noise(draws, looks, "heart rate", 7.0), 45, 185)),
        systolic_bp=pl.Series(systolic),
        diastolic_bp=pl.Series(diastolic),
        respiratory_rate=pl.Series(whole(15.0 + 19.0 * s + noise(draws, looks, "breathing", 2.0), 6, 48)),
        spo2=pl.Series(
            whole(
                98.0 - 5.0 * s - np.where(airway, 14.0 * s, 0.0) + noise(draws, looks, "saturation", 1.0),
                60,
                100,
            )
        ),
        temperature_c=pl.Series(temperature(draws, looks, s)),
        gcs=pl.Series(gcs),
        pain=pl.Series(pain(draws, looks, gcs)),
    )


FEVERISH: Final = "infection|fever|sepsis|pneumonia|malaria|gastro"
"""Protocol groups and mechanisms whose patients have a fever."""


def temperature(draws: Draws, looks: pl.DataFrame, s: Reals) -> Reals:
    """Body temperature (Cel): falls with shock, rises with fever and heat illness, falls with cold injury."""
    nature = looks["treatment_group"] + " " + looks["mechanism"]
    is_ill = (looks["casualty_class"] == CasualtyClass.DISEASE) & nature.str.contains(FEVERISH)
    change = np.select(
        [
            nature.str.contains("heat").to_numpy(),
            nature.str.contains("cold|drown").to_numpy(),
            is_ill.to_numpy(),
        ],
        [4.2 * s, -4.5 * s, 0.6 + 2.6 * s],
        -1.4 * s,
    )
    warm = 36.8 + change + noise(draws, looks, "temperature", 0.3)
    return np.floor(np.clip(warm, 29.0, 42.0) * 10.0 + 0.5) / 10.0


PAIN_BY_SEVERITY: Final = np.array([0.0, 2.0, 4.0, 6.0, 7.5, 8.0, 8.0])
"""Pain (0-10) at first contact by severity. Assumption: moderate injuries hurt moderately."""
UNRESPONSIVE_GCS: Final = 8
"""At or below this coma scale no pain is reported. Source: the usual definition of coma (GCS 8 or less)."""


def cannot_tell_the_name(looks: pl.DataFrame) -> Flags:
    """The measurements at which an unnamed casualty is unconscious: the first of each."""
    unnamed = pl.col("edge_case") == EdgeCase.UNCONSCIOUS_UNNAMED
    return looks.select((unnamed & (pl.col("look_no") == 0)).fill_null(False)).to_series().to_numpy()


def pain(draws: Draws, looks: pl.DataFrame, gcs: Ids) -> Ids:
    """Pain as the patient rates it; none from the unresponsive."""
    contact = np.minimum(looks["contact_no"].to_numpy(), len(RELIEF_BY_CONTACT) - 1)
    felt = PAIN_BY_SEVERITY[looks["severity"].to_numpy()] * np.maximum(RELIEF_BY_CONTACT[contact], 0.3)
    rated = whole(felt + noise(draws, looks, "pain", 1.2), 0, 10)
    return np.where(gcs <= UNRESPONSIVE_GCS, 0, rated)
