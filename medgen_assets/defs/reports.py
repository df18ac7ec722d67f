"""The report of a finished exercise."""

from typing import Any

import dagster as dg

from medgen_assets.defs import pictures
from medgen_assets.defs.finish import DATA_SET, outcomes_by_class
from medgen_assets.defs.lineage import version_of
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.runs import run_folder
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.report.page import write_report


@dg.asset(
    group_name="exports",
    partitions_def=SCENARIO,
    deps=[DATA_SET],
    owners=["team:medgen"],
    kinds={"html"},
    tags={"room": "report"},
    code_version="1",
)
def exercise_report(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    """One page that shows the exercise: when and where people were hurt, how badly, and what became of them."""
    files = DataSet.open(run_folder(context.instance, context.run, context.partition_key))
    page = write_report(files.folder)
    return dg.MaterializeResult(
        data_version=dg.DataVersion(version_of(context, "exercise_report", [DATA_SET])),
        metadata={
            "path": dg.MetadataValue.path(page),
            "open": dg.MetadataValue.url(page.as_uri()),
            "bytes": page.stat().st_size,
            "outcomes by class": pictures.table(outcomes_by_class(files)),
        },
    )
