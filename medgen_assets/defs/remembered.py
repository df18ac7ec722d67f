"""Distributions by what they were computed from; a worker process asks here as the assets do.

No Dagster here: worker processes import this and must start fast.
"""

from functools import cache

import polars as pl

from medgen_assets.caching import Remembered, TableMemo
from medgen_assets.defs.versions import distribution_version
from medgen_assets.fingerprint import file_fingerprint, fingerprint
from medgen_assets.reference.tables import DATA
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation.distributions import DISTRIBUTIONS
from medgen_assets.store.home import medgen_home


def distribution_memo() -> TableMemo:
    """The memo of this user's distributions."""
    return TableMemo(medgen_home() / "distributions")


def distribution_key(name: str, scenario: Scenario) -> str:
    """Fingerprint of exactly what the distribution depends on: its inputs, its code, its data files."""
    distribution = DISTRIBUTIONS[name]
    return fingerprint(
        {
            "distribution": name,
            "code_version": distribution_version(),
            "inputs": dict(distribution.inputs(scenario)),
            "reference": {stem: data_file_version(stem) for stem in distribution.reference_tables},
        }
    )


@cache
def data_file_version(stem: str) -> str:
    """Fingerprint of the data file of this name, whatever its ending."""
    [path] = DATA.glob(f"{stem}.*")
    return file_fingerprint(path)


def remembered(name: str, scenario: Scenario, *, is_bypassed: bool = False) -> Remembered:
    """The distribution, computed only when this machine does not have it yet."""
    return distribution_memo().table(
        name,
        distribution_key(name, scenario),
        lambda: DISTRIBUTIONS[name].compute(scenario),
        is_bypassed=is_bypassed,
    )


def distributions_of(scenario: Scenario) -> dict[str, pl.DataFrame]:
    """All distributions of a scenario."""
    return {name: remembered(name, scenario).table for name in DISTRIBUTIONS}
