"""What a result was made from, so that Dagster tells truthfully what is fresh and what is stale.

Dagster writes this itself for results it is handed at the end of a step. Events that are written by hand, one
per batch, carry it as tags: the version of the result, of the code, and of each input with its event.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg

from medgen_assets.defs.reference import SUBJECT_NAMES
from medgen_assets.defs.versions import model_version
from medgen_assets.fingerprint import fingerprint

DATA_VERSION = "dagster/data_version"
CODE_VERSION = "dagster/code_version"
BY_HAND = "dagster/data_version_is_user_provided"
INPUT_VERSION = "dagster/input_data_version/"
INPUT_EVENT = "dagster/input_event_pointer/"
MISSING = "missing"


@dataclass(frozen=True)
class Made:
    """One thing that exists: its data version, and the number of the event that says so (None: no such event)."""

    version: str
    event: int | None


def latest_tags(instance: dg.DagsterInstance, assets: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """The tags of the latest materialization of each of these assets without partitions that has one."""
    return {asset: tags_of(record) for asset, record in latest_records(instance, assets).items()}


def latest_records(instance: dg.DagsterInstance, assets: Iterable[str]) -> dict[str, dg.EventLogRecord]:
    """The latest materialization of each of these assets without partitions that has one, asked for at once."""
    keys = [dg.AssetKey(asset) for asset in assets]
    records = instance.get_asset_records(keys) if keys else []
    latest_of = {
        record.asset_entry.asset_key.to_user_string(): record.asset_entry.last_materialization_record
        for record in records
    }
    return {asset: record for asset, record in latest_of.items() if record is not None}


def tags_of(record: dg.EventLogRecord) -> Mapping[str, str]:
    """The tags of a materialization."""
    return (record.asset_materialization.tags or {}) if record.asset_materialization else {}


def latest(instance: dg.DagsterInstance, asset: str, partition: str) -> Made:
    """What there is now of a slice of an asset."""
    record = instance.get_latest_data_version_record(
        dg.AssetKey(asset), is_source=False, partition_key=partition
    )
    return made_as(record)


def made_as(record: dg.EventLogRecord | None) -> Made:
    """What a materialization tells of what it made."""
    if record is None:
        return Made(MISSING, None)
    return Made(tags_of(record).get(DATA_VERSION, MISSING), record.storage_id)


def latest_inputs(instance: dg.DagsterInstance, assets: Sequence[str], scenario_key: str) -> dict[str, Made]:
    """What there is now of assets that have no partitions or one a scenario."""
    of_reference = latest_records(instance, [asset for asset in assets if asset in SUBJECT_NAMES])
    return {
        asset: made_as(of_reference.get(asset))
        if asset in SUBJECT_NAMES
        else latest(instance, asset, scenario_key)
        for asset in assets
    }


def derived_version(asset: str, code_version: str, inputs: Mapping[str, Made], *cut: object) -> str:
    """Version of a result: what it is, by which code, from which versions, and which part of it."""
    return fingerprint(
        [asset, code_version, {name: made.version for name, made in inputs.items()}, list(cut)]
    )


def event_tags(version: str, code_version: str, inputs: Mapping[str, Made]) -> dict[str, str]:
    """The tags of an event that is written by hand."""
    tags = {DATA_VERSION: version, CODE_VERSION: code_version, BY_HAND: "true"}
    for name, made in inputs.items():
        tags[INPUT_VERSION + name] = made.version
        tags[INPUT_EVENT + name] = "NULL" if made.event is None else str(made.event)
    return tags


def last_event(instance: dg.DagsterInstance) -> int | None:
    """Number of the newest event of the instance."""
    return instance.event_log_storage.get_maximum_record_id()


def version_of(context: dg.AssetExecutionContext, name: str, inputs: Sequence[str]) -> str:
    """Data version of a result of the whole scenario, from the versions of its inputs."""
    made = latest_inputs(context.instance, inputs, context.partition_key)
    return derived_version(name, model_version(), made, context.partition_key)
