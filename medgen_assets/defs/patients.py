"""The batches: casualties, their care and their records, as assets of scenario×batch.

All are made by one step over a range of batches. Steps of their own would not do: an event per batch with its
own data version is written by hand (`AssetMaterialization`), a step that writes its events by hand has no
output, and Dagster skips the steps behind a step without output (ADR 0011).
"""

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

import dagster as dg
import dataframely as dy
import polars as pl
from dagster._core.events import DagsterEvent, DagsterEventBatchMetadata

from medgen_assets.concurrency import ordered_map
from medgen_assets.defs import pictures
from medgen_assets.defs.batches import BatchDone, BatchOrder, made
from medgen_assets.defs.costs import cost_metadata
from medgen_assets.defs.lineage import Made, derived_version, event_tags, last_event, latest, latest_inputs
from medgen_assets.defs.partitions import SCENARIO_BATCH, Slice, slice_of
from medgen_assets.defs.progress import PATIENTS, Tally
from medgen_assets.defs.resources import Listener, ScenarioSource, Workforce
from medgen_assets.defs.run_plan import RunPlan
from medgen_assets.defs.runs import RESUMED_TAG, open_plan, provenance_of
from medgen_assets.defs.tables import PARTITION_ROW_COUNT, described
from medgen_assets.defs.versions import model_version
from medgen_assets.errors import BadInput, Problem
from medgen_assets.scenario.model import Scenario
from medgen_assets.schemas.care import ResourceStays
from medgen_assets.schemas.casualties import Casualties, Injuries
from medgen_assets.schemas.diagnosis import Diagnoses
from medgen_assets.schemas.history import Allergies, RegularMedications
from medgen_assets.schemas.imaging import ImagingFindings
from medgen_assets.schemas.records import Events, Patients, Treatments, Vitals


@dataclass(frozen=True)
class BatchTable:
    """One asset of the batches."""

    name: str
    group: str
    schema: type[dy.Schema]
    deps: tuple[str, ...]
    description: str


BATCH_TABLES = (
    BatchTable(
        "casualties",
        "casualties",
        Casualties,
        (
            "casualty_schedule",
            "injury_distributions",
            "triage_weights",
            "demographics",
            "name_pools",
            "identity_schemes",
            "body_regions",
            "conditions",
            "mechanisms",
        ),
        "Who was hurt, by what, how badly, and the course without care.",
    ),
    BatchTable(
        "resource_stays",
        "care",
        ResourceStays,
        ("care_pathways",),
        "Beds, operating tables and vehicles occupied.",
    ),
    BatchTable(
        "patients",
        "patients",
        Patients,
        ("casualties", "care_pathways", "disabilities"),
        "One record a patient.",
    ),
    BatchTable("injuries", "patients", Injuries, ("casualties",), "Injuries and illnesses of the patients."),
    BatchTable(
        "events",
        "patients",
        Events,
        ("casualties", "care_pathways"),
        "What happened to each patient, in order.",
    ),
    BatchTable(
        "diagnoses",
        "patients",
        Diagnoses,
        ("care_pathways", "diagnostic_errors"),
        "What each contact took the injuries for.",
    ),
    BatchTable(
        "treatments",
        "patients",
        Treatments,
        ("care_pathways", "protocols"),
        "What was done for each patient.",
    ),
    BatchTable(
        "vitals",
        "patients",
        Vitals,
        ("care_pathways", "vital_patterns"),
        "Vital signs at each contact and on the way.",
    ),
    BatchTable(
        "allergies", "patients", Allergies, ("casualties", "protocols"), "Known allergies of the patients."
    ),
    BatchTable(
        "regular_medications",
        "patients",
        RegularMedications,
        ("casualties", "protocols"),
        "Medicines that the patients took before.",
    ),
    BatchTable(
        "imaging_findings",
        "patients",
        ImagingFindings,
        ("care_pathways", "protocols", "injury_findings"),
        "What the images of the patients showed, and did not show.",
    ),
)
DEPS: Mapping[str, tuple[str, ...]] = {table.name: table.deps for table in BATCH_TABLES}
INNER_INPUTS = {dep for deps in DEPS.values() for dep in deps if dep in DEPS}
OUTER_INPUTS = sorted({dep for deps in DEPS.values() for dep in deps if dep not in DEPS})


def batch_spec(table: BatchTable) -> dg.AssetSpec:
    """The definition of one asset of the batches."""
    return dg.AssetSpec(
        table.name,
        description=table.description,
        group_name=table.group,
        deps=table.deps,
        owners=["team:medgen"],
        kinds={"polars", "parquet"},
        tags={"room": "simulation", "partitioning": "scenario_batch"},
        code_version=model_version(),
        metadata=described(table.schema),
        skippable=True,
    )


with warnings.catch_warnings():
    # Backfill policies are marked beta in Dagster 1.13; its version is pinned.
    warnings.simplefilter("ignore", dg.BetaWarning)

    @dg.multi_asset(
        name="batches",
        specs=[batch_spec(table) for table in BATCH_TABLES],
        partitions_def=SCENARIO_BATCH,
        backfill_policy=dg.BackfillPolicy.single_run(),
        can_subset=True,
    )
    def batches(
        context: dg.AssetExecutionContext,
        exercise: ScenarioSource,
        workforce: Workforce,
        listener: dg.ResourceParam[Listener],
    ) -> Iterator[dg.AssetMaterialization | DagsterEvent]:
        """The asked assets of the asked batches, batch by batch."""
        slices = [slice_of(key) for key in context.partition_keys]
        plan = open_plan(context.instance, context.run, only_scenario(slices))
        orders = batch_orders(
            plan,
            exercise.scenario(plan.scenario_key),
            slices,
            asked_assets(context),
            is_resumed=RESUMED_TAG in context.run.tags,
        )
        tally = Tally(PATIENTS, sum(order.patients for order in orders), listener.hear(context.log.info))
        lineage = BatchLineage(context.instance, plan.scenario_key)
        for done in ordered_map(made, orders, workers=workforce.size(), hear=tally.add):
            yield from batch_events(context, plan, done, lineage)


def asked_assets(context: dg.AssetExecutionContext) -> frozenset[str]:
    """Names of the assets that this run makes."""
    return frozenset(key.to_user_string() for key in context.selected_asset_keys)


def only_scenario(slices: Sequence[Slice]) -> str:
    """The one scenario that all batches are of; raises BadInput when there are more."""
    keys = sorted({piece.scenario_key for piece in slices})
    if len(keys) > 1:
        rule = "one run makes the batches of one scenario."
        raise BadInput([Problem("partitions", ", ".join(keys), rule, "Launch one run per scenario.")])
    return keys[0]


def batch_orders(
    plan: RunPlan, scenario: Scenario, slices: Sequence[Slice], assets: frozenset[str], *, is_resumed: bool
) -> list[BatchOrder]:
    """What each batch is asked for."""
    document, metadata = scenario.model_dump_json(), provenance_of(scenario).key_values()
    return [BatchOrder(plan, document, piece.batch, assets, metadata, is_resumed) for piece in slices]


@dataclass
class BatchLineage:
    """Where the assets of a batch come from; what no batch changes is asked for once."""

    instance: dg.DagsterInstance
    scenario_key: str

    @cached_property
    def outside(self) -> dict[str, Made]:
        """What batches are made from and no batch makes."""
        return latest_inputs(self.instance, OUTER_INPUTS, self.scenario_key)

    def inputs(self, name: str, partition: str, made_now: Mapping[str, Made]) -> dict[str, Made]:
        """The inputs of an asset of a batch."""
        return {dep: made_now.get(dep) or self.earlier(dep, partition) for dep in DEPS[name]}

    def earlier(self, dep: str, partition: str) -> Made:
        """An input that this run does not make."""
        return latest(self.instance, dep, partition) if dep in DEPS else self.outside[dep]


def batch_events(
    context: dg.AssetExecutionContext, plan: RunPlan, done: BatchDone, lineage: BatchLineage
) -> Iterator[dg.AssetMaterialization | DagsterEvent]:
    """One event per asset of a batch: first those that others are made from, whose numbers these tell."""
    partition, made_now = Slice(plan.scenario_key, done.batch).key, dict[str, Made]()
    together: list[dg.AssetMaterialization] = []
    for name in (name for name in DEPS if name in done.rows):
        inputs = lineage.inputs(name, partition, made_now)
        version = derived_version(name, model_version(), inputs, *plan.ids(done.batch))
        tags = event_tags(version, model_version(), inputs)
        event = dg.AssetMaterialization(name, partition=partition, metadata=looks(name, done), tags=tags)
        if name in INNER_INPUTS:
            yield event
            made_now[name] = Made(version, last_event(lineage.instance))
        else:
            together.append(event)
    yield from stored_together(context, together)


def stored_together(
    context: dg.AssetExecutionContext, events: Sequence[dg.AssetMaterialization]
) -> Iterator[DagsterEvent]:
    """Events that Dagster stores at once, in one statement, when it hears of the last."""
    step, batch = context.get_step_execution_context(), str(uuid4())
    for number, event in enumerate(events, start=1):
        place = DagsterEventBatchMetadata(batch, is_end=number == len(events))
        yield DagsterEvent.asset_materialization(step, event, place)


def looks(name: str, done: BatchDone) -> dict[str, Any]:
    """What a planner would look at: rows, seconds, and how the values of some columns are spread."""
    counts = {
        f"by {column}": by_value(values) for (asset, column), values in done.counts.items() if asset == name
    }
    costs = {"resumed": done.is_resumed, **cost_metadata(done.watch, name)}
    return {PARTITION_ROW_COUNT: done.rows[name], **costs, **counts}


def by_value(counts: Counter[str]) -> dg.MetadataValue[Any]:
    """Values with their counts, most frequent first."""
    return pictures.table(
        pl.DataFrame({"value": counts.keys(), "rows": counts.values()}).sort(
            "rows", "value", descending=[True, False]
        )
    )
