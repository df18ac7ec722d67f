"""The stored scenarios as Dagster sees them: not made by it, but what a schedule of casualties was made from.

The version of a partition is the version of the stored scenario it was made from. When the scenario moves on,
the sensor observes the new version, and what was made from the old one is stale.
"""

from collections.abc import Iterable

import dagster as dg

from medgen_assets.defs.lineage import DATA_VERSION
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.store.opening import open_database
from medgen_assets.store.scenario_rows import ScenarioEntry
from medgen_assets.store.scenarios import Scenarios

NAME = "stored_scenario"

stored_scenario = dg.AssetSpec(
    NAME,
    description="The scenario as its author stored it, in Postgres; presets and files have no version there.",
    group_name="reference",
    partitions_def=SCENARIO,
    owners=["team:medgen"],
    kinds={"postgres"},
    tags={"room": "store"},
)


MOST_SCENARIOS = 1_000
"""Stored scenarios looked at. Assumption: more than anybody keeps."""


def stored_entries(*, is_automatic: bool | None = None) -> list[ScenarioEntry]:
    """The stored scenarios, or only those that are marked automatic, or are not."""
    with open_database() as database:
        return list(Scenarios(database).page(limit=MOST_SCENARIOS, is_automatic=is_automatic).items)


def observed(scenario_key: str, version: int | None) -> dg.AssetObservation:
    """Which version of the stored scenario a partition belongs to now."""
    text = "not stored" if version is None else f"version {version}"
    return dg.AssetObservation(
        NAME, partition=scenario_key, metadata={"version": text}, tags={DATA_VERSION: text}
    )


def partitions_of(instance: dg.DagsterInstance, name: str) -> Iterable[str]:
    """The partition keys of a scenario, of whatever seed and size."""
    keys = instance.get_dynamic_partitions(str(SCENARIO.name))
    return (key for key in keys if key.partition("@")[0] == name)
