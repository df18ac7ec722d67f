"""The slices: a scenario with its seed and number of patients, and its batches of patients."""

from dataclasses import dataclass

import dagster as dg

BATCH_COUNT_MAX = 1_000
"""Batches of one data set. Source: the data set contract (at most 1,000 batches)."""
BATCH_KEYS = tuple(f"{number:03d}" for number in range(BATCH_COUNT_MAX))

SCENARIO = dg.DynamicPartitionsDefinition(name="scenario")
BATCH = dg.StaticPartitionsDefinition(list(BATCH_KEYS))
SCENARIO_BATCH = dg.MultiPartitionsDefinition({"scenario": SCENARIO, "batch": BATCH})

RANGE_START_TAG = "dagster/asset_partition_range_start"
RANGE_END_TAG = "dagster/asset_partition_range_end"


@dataclass(frozen=True)
class Slice:
    """One batch of one scenario."""

    scenario_key: str
    batch: int

    @property
    def key(self) -> str:
        """The partition key, as Dagster writes it: dimensions in alphabetical order."""
        return str(dg.MultiPartitionKey({"scenario": self.scenario_key, "batch": BATCH_KEYS[self.batch]}))


def slice_of(key: str) -> Slice:
    """Read a scenario×batch partition key."""
    parts = SCENARIO_BATCH.get_partition_key_from_str(key).keys_by_dimension
    return Slice(parts["scenario"], int(parts["batch"]))


def range_tags(scenario_key: str, batches: int) -> dict[str, str]:
    """The run tags that ask for the first `batches` batches of a scenario in one run."""
    return {
        RANGE_START_TAG: Slice(scenario_key, 0).key,
        RANGE_END_TAG: Slice(scenario_key, batches - 1).key,
    }
