"""How deadly each preset is beside the others: peacekeeping is the mildest, and a release of an agent is not."""

from functools import cache

import numpy as np

from medgen_assets.scenario.loading import preset
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS
from medgen_tests.simulation.care.test_laws import DEATHS

SEEDS = (7, 1)
NAMES = (
    "arctic_operation", "cbrn_incident", "maritime_operation", "mass_casualty", "nato_article_5", "peacekeeping",
    "training_exercise", "urban_assault",
)  # fmt: skip


@cache
def death_share(name: str) -> float:
    """Share of all casualties who die, over both seeds together, at the size of the preset."""
    outcomes = []
    for seed in SEEDS:
        asked = preset(name).model_dump(mode="json", exclude_unset=True, exclude_none=True) | {"seed": seed}
        exercise = engine.exercise_of(Scenario.model_validate(asked).resolved())
        fates = engine.journal_of(exercise, engine.casualty_events(exercise)).fates
        outcomes.append(fates[:, FATE_FIELDS.index("outcome")])
    return float(np.isin(np.concatenate(outcomes), DEATHS).mean())


def test_peacekeeping_is_the_mildest_of_all_presets():
    shares = {name: death_share(name) for name in NAMES}

    assert min(shares, key=lambda name: shares[name]) == "peacekeeping"
    assert shares["peacekeeping"] < sorted(shares.values())[1] / 2


def test_a_release_of_an_agent_is_three_times_as_deadly_as_peacekeeping():
    assert death_share("cbrn_incident") > 3 * death_share("peacekeeping")


def test_assault_on_a_town_is_the_deadliest():
    assert max(NAMES, key=death_share) == "urban_assault"
