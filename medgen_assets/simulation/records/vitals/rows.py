"""Table Vitals: the signs of each course at each measurement, warmth and cold by what hurts, pain, and scatter."""

from functools import cache, lru_cache
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.reference.vital_signs import vital_patterns
from medgen_assets.schemas.records import Vitals
from medgen_assets.schemas.stored import instants, stored_table
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Bits, Draws, Ids, splitmix64
from medgen_assets.simulation.names import Names
from medgen_assets.simulation.records.subjects import CAUSES, Subjects
from medgen_assets.simulation.records.vitals.looks import Looks
from medgen_assets.simulation.records.vitals.progress import State, states
from medgen_assets.simulation.records.vitals.warmth import warmth
from medgen_assets.vocabulary import Consciousness, EdgeCase

Flags = NDArray[np.bool_]

SIGNS = ("heart_rate", "systolic_bp", "pulse_pressure", "respiratory_rate", "spo2", "temperature_c", "gcs")
WIDTHS: Final = np.array([7.0, 7.0, 3.0, 2.0, 1.0, 0.3, 0.4, 1.2])
"""Half width of the even scatter of each sign, and of pain. Assumption: what two measurements of one patient differ."""
BOUNDS: Final = {
    "heart_rate": (20, 185),
    "systolic_bp": (36, 210),
    "pulse_pressure": (10, 110),
    "respiratory_rate": (2, 48),
    "spo2": (42, 100),
    "temperature_c": (29, 42),
    "gcs": (3, 15),
    "pain": (0, 10),
}
LEAST_DIASTOLIC: Final = 18
"""Lowest diastolic pressure that a cuff reads (mmHg). Assumption."""
RELIEF_BY_STEP: Final = np.array([1.0, 0.85, 0.55, 0.35, 0.3, 0.3])
"""What is left of pain at contact 0 (first aid), 1, 2 …. Assumption: each level of care takes some of it."""
PAIN_BY_SEVERITY: Final = np.array([0.0, 2.0, 4.0, 6.0, 7.5, 8.0, 8.0])
"""Pain (0-10) at first contact by severity. Assumption: moderate injuries hurt moderately."""
UNRESPONSIVE_GCS: Final = 8
"""At or below this coma scale no pain is reported. Source: the usual definition of coma (GCS 8 or less)."""
ALERT, TO_VOICE, TO_PAIN = 14, 9, 4
"""Lowest coma scale of alert, of answering to voice, of answering to pain. Assumption: usual equivalents (recalled)."""
LEVELS = Names.of(list(Consciousness))


def vital_rows(subjects: Subjects, looks: Looks) -> pa.Table:
    """Vital signs at each measurement (table Vitals)."""
    exercise, state = subjects.exercise, states(subjects, looks)
    severity, patient_ids = subjects.severity[looks.patient], subjects.ids[looks.patient]
    signs = of_course(state)
    signs["temperature_c"] += warmth(subjects, looks, severity) * state.relief
    signs["pain"] = (
        PAIN_BY_SEVERITY[severity] * RELIEF_BY_STEP[np.minimum(looks.step, len(RELIEF_BY_STEP) - 1)]
    )
    noise = scatter(exercise.draws, patient_ids, looks.number)
    for name, added in zip(signs, noise, strict=True):
        signs[name] += added
    warm = np.floor(np.clip(signs.pop("temperature_c"), *BOUNDS["temperature_c"]) * 10.0 + 0.5) / 10.0
    read = {name: whole(values, *BOUNDS[name]) for name, values in signs.items()}
    gcs, pulse_pressure = coma_scale(subjects, looks, read["gcs"]), read.pop("pulse_pressure")
    numbers = read | {
        "patient_id": patient_ids,
        "diastolic_bp": np.maximum(read["systolic_bp"] - pulse_pressure, LEAST_DIASTOLIC),
        "temperature_c": warm,
        "gcs": gcs,
        "pain": np.where(gcs <= UNRESPONSIVE_GCS, 0, read["pain"]),
    }
    others = {
        "at": instants(exercise.microseconds(looks.second)),
        "avpu": LEVELS.stored(consciousness(gcs)),
    }
    return stored_table(Vitals, others | {name: pa.array(values) for name, values in numbers.items()})


def of_course(state: State) -> dict[str, Reals]:
    """The signs of each course at its share of the way, by name as in SIGNS."""
    shares, begin, change = patterns()
    span = np.minimum(np.searchsorted(shares, state.share, side="right") - 1, len(shares) - 2)
    within = (state.share - shares[span]) / (shares[span + 1] - shares[span])
    place = state.cause * len(shares) + span
    signs = {name: change[sign][place] for sign, name in enumerate(SIGNS)}
    for sign, name in enumerate(SIGNS):
        signs[name] *= within
        signs[name] += begin[sign][place]
    return signs


def whole(values: Reals, least: int, most: int) -> Ids:
    """The nearest whole numbers within bounds; in the memory of the values, which are lost."""
    values += 0.5
    np.floor(values, out=values)
    return np.clip(values, least, most, out=values).astype(np.int64)


@cache
def patterns() -> tuple[Reals, Reals, Reals]:
    """Shares of the way; by sign the values there, cause after cause, and their change until the next share."""
    table = vital_patterns()
    shares = table["elapsed"].unique().sort().to_numpy()
    order = {name: number for number, name in enumerate(CAUSES.names)}
    ranked = table.with_columns(rank=pl.col("lethal_cause").replace_strict(order)).sort("rank", "elapsed")
    begin = np.ascontiguousarray(ranked.select(SIGNS).to_numpy().T)
    return shares, begin, np.diff(begin, append=0.0)


@lru_cache(maxsize=8)
def scatter_keys(draws: Draws) -> Bits:
    """The key of the scatter of each measurement, by its number."""
    return np.array(
        [draws.key("scatter of vital signs", slot) for slot in range(MOST_LOOKS)], dtype=np.uint64
    )


STRETCHED: Final = ((np.arange(256) + 0.5) / 128.0 - 1.0) * WIDTHS[:, None]
"""What each byte of a draw adds to each sign, and to pain."""
MOST_LOOKS: Final = 64
"""Measurements of a patient with a scatter of their own; later ones begin again."""


def scatter(draws: Draws, patient_ids: Ids, number: Ids) -> list[Reals]:
    """Even scatter of each sign, and of pain after them: the eight bytes of one draw, stretched to +- WIDTHS."""
    bits = splitmix64(scatter_keys(draws)[number % MOST_LOOKS], patient_ids.astype(np.uint64))
    parts = bits.astype("<u8").view(np.uint8).reshape(-1, 8).T
    return [table[part] for table, part in zip(STRETCHED, parts, strict=True)]


def coma_scale(subjects: Subjects, looks: Looks, gcs: Ids) -> Ids:
    """Glasgow Coma Scale; who cannot tell the name is unconscious at the first measurement."""
    if not subjects.exercise.scenario.torture:
        return gcs
    case = subjects.casualties["edge_case"]
    unnamed = (case == EdgeCase.UNCONSCIOUS_UNNAMED).fill_null(value=False).to_numpy()
    is_mute = unnamed[looks.patient] & (looks.number == 0)
    return np.where(is_mute, np.minimum(gcs, UNRESPONSIVE_GCS), gcs)


def consciousness(gcs: Ids) -> NDArray[np.int32]:
    """Alert, to voice, to pain or unresponsive, as numbers of Consciousness."""
    return (3 - (gcs >= TO_PAIN) - (gcs >= TO_VOICE) - (gcs >= ALERT)).astype(np.int32)
