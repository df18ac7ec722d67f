"""What is computed from scenario and reference before anybody is hurt: four tables, each once per inputs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg
import polars as pl

from medgen_assets.defs import pictures
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.reference import asset_of_file
from medgen_assets.defs.remembered import distribution_key, remembered
from medgen_assets.defs.resources import DistributionCache, ScenarioSource
from medgen_assets.defs.tables import COLUMN_SCHEMA, ROW_COUNT, frame_schema
from medgen_assets.defs.versions import distribution_version
from medgen_assets.simulation.distributions import (
    ARRIVAL_SCHEMA,
    DISTRIBUTIONS,
    INJURY_SCHEMA,
    TRANSITION_SCHEMA,
    TRIAGE_SCHEMA,
)

GROUP = "distributions"

COLUMNS = {
    "warfare_type": "Way of fighting",
    "casualty_class": "Battle, non-battle injury or disease",
    "mechanism": "What causes it",
    "triage": "Triage category, or killed outright",
    "from_role": "Role of care that is left",
    "to": "Role that comes next, or return to duty",
    "slot": "Hour since the start of the exercise",
    "rate": "Arrival rate relative to the mean hour (mean 1)",
    "share": "Share, adding up to 1 over the last column's values (0-1)",
}
TABLE_SCHEMAS: Mapping[str, Mapping[str, type[pl.DataType]]] = {
    "injury_distributions": INJURY_SCHEMA,
    "triage_weights": TRIAGE_SCHEMA,
    "care_transitions": TRANSITION_SCHEMA,
    "arrival_profiles": ARRIVAL_SCHEMA,
}
CHECK = "figures_add_up"
SUM_TOLERANCE = 1e-9
"""How far a sum or mean may be from 1: rounding of binary numbers."""


@dataclass(frozen=True)
class Sum:
    """What the figures of each group of a distribution come to: 1."""

    fact: str
    total: pl.Expr
    keys: tuple[str, ...]

    def result(self, table: pl.DataFrame) -> dg.AssetCheckResult:
        """Warn when they do not."""
        totals = table.group_by(self.keys).agg(total=self.total)
        worst = float(totals.select((pl.col("total") - 1).abs().max()).item())
        return dg.AssetCheckResult(
            check_name=CHECK,
            passed=worst < SUM_TOLERANCE,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"largest deviation": worst},
        )


SHARES = "In each group the shares add up to 1."
BY_CELL = ("warfare_type", "casualty_class")
SUMS = {
    "injury_distributions": Sum(SHARES, pl.col("share").sum(), BY_CELL),
    "triage_weights": Sum(SHARES, pl.col("share").sum(), BY_CELL),
    "care_transitions": Sum(SHARES, pl.col("share").sum(), ("from_role", "triage")),
    "arrival_profiles": Sum("In each group the rates have the mean 1.", pl.col("rate").mean(), BY_CELL),
}


def triage_by_class(table: pl.DataFrame) -> dg.MetadataValue[Any]:
    """Triage categories side by side."""
    return pictures.table(table.pivot("triage", index=["warfare_type", "casualty_class"], values="share"))


def next_roles(table: pl.DataFrame) -> dg.MetadataValue[Any]:
    """Next roles side by side."""
    return pictures.table(table.pivot("to", index=["from_role", "triage"], values="share"))


def rates_by_day(table: pl.DataFrame) -> dg.MetadataValue[Any]:
    """Mean battle rate of each of the first 48 six-hour spells."""
    spells = table.filter(casualty_class="BATTLE").group_by(pl.col("slot") // 6).agg(pl.col("rate").mean())
    return pictures.bars(spells.sort("slot")["rate"].head(48).to_list(), "Battle casualties, six hours a bar")


def commonest(table: pl.DataFrame) -> dg.MetadataValue[Any]:
    """The mechanisms with the largest shares."""
    return pictures.table(table.sort("share", descending=True))


LOOKS: Mapping[str, Callable[[pl.DataFrame], dg.MetadataValue[Any]]] = {
    "injury_distributions": commonest,
    "triage_weights": triage_by_class,
    "care_transitions": next_roles,
    "arrival_profiles": rates_by_day,
}


def distribution_asset(name: str) -> dg.AssetsDefinition:
    """The asset of one distribution."""
    distribution = DISTRIBUTIONS[name]

    @dg.asset(
        name=name,
        description=distribution.description,
        group_name=GROUP,
        partitions_def=SCENARIO,
        deps=sorted({asset_of_file(stem) for stem in distribution.reference_tables}),
        owners=["team:medgen"],
        kinds={"polars", "parquet"},
        tags={"room": "simulation"},
        code_version=distribution_version(),
        metadata={COLUMN_SCHEMA: frame_schema(pl.DataFrame(schema=TABLE_SCHEMAS[name]), COLUMNS)},
        check_specs=[dg.AssetCheckSpec(CHECK, asset=name, description=SUMS[name].fact)],
    )
    def distribution_table(
        context: dg.AssetExecutionContext, exercise: ScenarioSource, distribution_cache: DistributionCache
    ) -> Iterator[dg.MaterializeResult[Any]]:
        scenario = exercise.scenario(context.partition_key)
        found = remembered(name, scenario, is_bypassed=not distribution_cache.is_used)
        how = "a hit, not computed again" if found.is_hit else "computed"
        context.log.info("%s: %s (%s)", name, how, found.path.name)
        yield dg.MaterializeResult(
            data_version=dg.DataVersion(distribution_key(name, scenario)),
            metadata={
                "cached": found.is_hit,
                "path": dg.MetadataValue.path(found.path),
                ROW_COUNT: found.table.height,
                "at a glance": LOOKS[name](found.table),
            },
            check_results=[SUMS[name].result(found.table)],
        )

    return distribution_table


DISTRIBUTION_ASSETS = tuple(map(distribution_asset, DISTRIBUTIONS))
