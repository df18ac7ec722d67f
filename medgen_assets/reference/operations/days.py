"""The rhythm of days: the hours of non-battle injury and sick call, and the tempo over an exercise."""

from functools import cache

from medgen_assets.errors import BadInput, Problem
from medgen_assets.reference.operations.shapes import normalised
from medgen_assets.reference.operations.sources import figures
from medgen_assets.vocabulary import CasualtyClass, Tempo

DNBI = (CasualtyClass.NON_BATTLE_INJURY, CasualtyClass.DISEASE)


@cache
def dnbi_hourly_weights() -> dict[CasualtyClass, tuple[float, ...]]:
    """Weights of the hours 0-23 for NON_BATTLE_INJURY and DISEASE, each summing to 24 (read only)."""
    profiles = figures("dnbi_arrivals", DNBI)
    return {casualty_class: normalised(profiles[casualty_class]) for casualty_class in DNBI}


def tempo_weights(tempo: Tempo, days: int) -> list[float]:
    """Relative weights of the days: the shape of eight steps, each day taking the step at its middle.

    Raises BadInput when there are no days. For eight days the shape itself; for more, each step lasts days/8;
    for fewer, day d takes step floor(8 (d + 1/2) / days).
    """
    if days < 1:
        raise BadInput([Problem("days", str(days), "an exercise has at least one day", "Give 1 or more.")])
    shape = figures("tempo", Tempo)[tempo]
    return [shape[len(shape) * (2 * day + 1) // (2 * days)] for day in range(days)]
