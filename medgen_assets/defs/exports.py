"""Other formats of a finished exercise, each an asset of its scenario, made when it is asked for."""

from collections.abc import Callable
from typing import Any

import dagster as dg

from medgen_assets.defs.finish import DATA_SET
from medgen_assets.defs.lineage import version_of
from medgen_assets.defs.memory import give_back
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.progress import Progress, Tally
from medgen_assets.defs.resources import Listener
from medgen_assets.defs.runs import run_folder
from medgen_assets.defs.tables import ROW_COUNT
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.formats import FORMATS, export
from medgen_assets.exporters.manifest import read_manifest

GROUP = "exports"
DESCRIPTIONS = {
    "parquet": "Flat Parquet: one file per table with all batches in it.",
    "ndjson": "Newline-delimited JSON: one patient a line with everything that happened to them.",
    "json": "JSON: one array of all patients.",
    "csv": "CSV: one file per table, with a data package that describes the columns.",
}


def asset_of_format(name: str) -> str:
    """Name of the asset of a format."""
    return f"{name}_files"


def export_asset(name: str) -> dg.AssetsDefinition:
    """The asset of one format."""

    @dg.asset(
        name=asset_of_format(name),
        description=DESCRIPTIONS.get(name, f"The exercise as {name}."),
        group_name=GROUP,
        partitions_def=SCENARIO,
        deps=[DATA_SET],
        owners=["team:medgen"],
        kinds={name},
        tags={"room": "exporters"},
        code_version="1",
    )
    def exported(
        context: dg.AssetExecutionContext, listener: dg.ResourceParam[Listener]
    ) -> dg.MaterializeResult[Any]:
        files = DataSet.open(run_folder(context.instance, context.run, context.partition_key))
        give_back()
        folder = export(files, name, told(f"{name} rows", listener.hear(context.log.info)))
        entries = read_manifest(folder).files
        return dg.MaterializeResult(
            data_version=dg.DataVersion(version_of(context, asset_of_format(name), [DATA_SET])),
            metadata={
                "path": dg.MetadataValue.path(folder),
                ROW_COUNT: sum(entry.rows or 0 for entry in entries),
                "bytes": sum(entry.bytes for entry in entries),
                "files": dg.MetadataValue.md(
                    "\n".join(f"- `{entry.path}` {entry.bytes:,} bytes" for entry in entries)
                ),
            },
        )

    return exported


def told(stage: str, hear: Callable[[Progress], None]) -> Callable[[int, int], None]:
    """Tell rows done of all as progress of a stage."""
    tally = Tally(stage, 0, hear)

    def tell(done: int, total: int) -> None:
        tally.total = total
        tally.add(done - tally.done)

    return tell


EXPORT_ASSETS = tuple(map(export_asset, FORMATS))
