"""How the casualties of a cell fall into the hours of the exercise."""

import numpy as np

from medgen_assets.reference import operations
from medgen_assets.simulation.arithmetic import lognormal_quantile
from medgen_assets.simulation.draws import Reals
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.schedule.cells import Cell
from medgen_assets.vocabulary import CasualtyClass

DNBI_VARIATION_SHARE = 0.5
"""Day-to-day variation of disease and non-battle injury relative to battle. Assumption: half, because the
published coefficients are about 2.0 for wounded combat troops (Falklands) and 0.6-0.9 for DNBI (Okinawa
support, Vietnam combat; FORECAS tables via natosys)."""


def slot_rates(exercise: Exercise, cell: Cell) -> Reals:
    """Relative casualty rate of a cell in every hour: profile x weather x the day's own luck (a Cox process)."""
    profile = exercise.distributions["arrival_profiles"]
    own = profile.filter(
        (profile["warfare_type"] == cell.warfare_type) & (profile["casualty_class"] == cell.casualty_class)
    )
    rates: Reals = own["rate"].to_numpy()
    return rates * weather_rates(exercise, cell) * np.repeat(daily_luck(exercise, cell), 24)


def daily_luck(exercise: Exercise, cell: Cell) -> Reals:
    """One lognormal factor per day, shared by all warfare types of a front and class; mean 1."""
    variation = exercise.scenario.daily_rate_cv
    if variation is None:
        variation = operations.intensity_effects()[exercise.scenario.intensity].daily_cv
    if cell.casualty_class != CasualtyClass.BATTLE:
        variation *= DNBI_VARIATION_SHARE
    decision = f"daily rate front {cell.front_no} {cell.casualty_class}"
    return lognormal_quantile(exercise.draws.sequence(decision, exercise.scenario.days), 1.0, variation)


def weather_rates(exercise: Exercise, cell: Cell) -> Reals:
    """Factor of the weather in every hour: applied while a condition is present, nowhere else."""
    rates = np.ones(exercise.scenario.days * 24)
    for condition in exercise.scenario.environment:
        effect = operations.environment_effects()[condition]
        is_disease = cell.casualty_class == CasualtyClass.DISEASE
        factor = effect.disease_factor if is_disease else effect.casualty_factor
        rates *= np.where(presence(exercise, condition), factor, 1.0)
    return rates


def presence(exercise: Exercise, condition: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """In which hours of the exercise a condition is present: on some days, in its hours of the day."""
    effect = operations.environment_effects()[condition]  # type: ignore[index]
    lucky = exercise.draws.sequence(f"presence of {condition}", exercise.scenario.days)
    days = np.repeat(lucky < effect.day_probability, 24)
    hours = (exercise.start_hour + np.arange(len(days))) % 24
    return days & np.isin(hours, effect.active_hours)
