"""Results of many checks of one asset as Dagster's events, asking once which materialization they are of.

Dagster asks that for each check by itself: two questions to its storage and, of a data set, 28 times the same answer.
"""

from collections.abc import Iterator, Sequence

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import AssetCheckEvaluation


def evaluations(
    context: dg.AssetExecutionContext, results: Sequence[dg.AssetCheckResult]
) -> Iterator[dg.Output[None] | AssetCheckEvaluation]:
    """What Dagster makes of each result: an output, which other steps may wait for, and the evaluation.

    The results are of different checks of one asset, which this step is asked for, and name both.
    """
    step = context.get_step_execution_context()
    first = None
    for result in results:
        first = first or result.to_asset_check_evaluation(step)
        key = dg.AssetCheckKey(first.asset_key, str(result.check_name))
        yield dg.Output(None, output_name=str(step.job_def.asset_layer.get_op_output_name(key)))
        yield AssetCheckEvaluation(
            asset_key=key.asset_key,
            check_name=key.name,
            passed=result.passed,
            metadata=result.metadata,
            target_materialization_data=first.target_materialization_data,
            severity=result.severity,
            description=result.description,
            blocking=context.assets_def.get_spec_for_check_key(key).blocking,
            partition=first.partition,
        )
