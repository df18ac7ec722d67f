"""Comparisons of two scenarios, replication by replication, in worker processes where that saves time.

No Dagster: no data set is made, as `medgen patient` makes none (ADR 0042).
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from medgen_assets.concurrency import BatchLimits, BatchProcessor, ProcessWorkers, TooManyFailed
from medgen_assets.defs.machine_code import code_of_this_machine, flow_for, is_compiling_needed
from medgen_assets.defs.progress import Hear, Tally
from medgen_assets.errors import BadInput, Problem
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation.comparison.replications import Replication, replicated
from medgen_assets.simulation.comparison.twins import refuse_other_casualties

SEEDS = 2**63
"""How many seeds there are; behind the last comes the first."""
MOST_REPLICATIONS = 1_000
"""Assumption: a thousand, because an interval narrows with the root of the number."""
APART_FROM = 40_000
"""Casualties in all replications and both arms from which worker processes pay: each takes seconds to start."""


@dataclass(frozen=True)
class PairOrder:
    """Two scenarios with one seed, as JSON; small, because it travels to another process."""

    one: str
    other: str


def replications(
    one: Scenario, other: Scenario, count: int, workers: int, hear: Hear
) -> Iterator[Replication]:
    """Compare two resolved scenarios with one seed, under that seed and those that follow it.

    Raises BadInput when their casualties would not be the same, naming each field.
    """
    refuse_pair(one, other, count)
    tally = Tally("pairs", count, hear)
    orders = [pair_order(one, other, number) for number in range(count)]
    apart = count * one.total_patients * 2 >= APART_FROM
    if is_compiling_needed(one.total_patients):
        code_of_this_machine()  # once, before several workers would
    processes = min(workers, count) if apart else 1
    return (
        one_by_one(orders, tally)
        if processes == 1
        else iter(asyncio.run(apart_from_here(orders, processes, tally)))
    )


def one_by_one(orders: Sequence[PairOrder], tally: Tally) -> Iterator[Replication]:
    """Compare in this process."""
    for order in orders:
        yield pair_done(order)
        tally.add(1)


async def apart_from_here(orders: Sequence[PairOrder], processes: int, tally: Tally) -> list[Replication]:
    """Compare in worker processes; one that is ended from outside, for want of memory perhaps, is tried once more."""
    async with ProcessWorkers(processes) as workers:
        batch = BatchProcessor(
            workers.task(pair_done), BatchLimits(max_concurrency=processes, max_failures=0)
        )
        try:
            result = await batch.run(orders, lambda done, _: tally.add(done - tally.done))
        except TooManyFailed as stopped:
            raise stopped.failures[0].error from None
    return result.values()


def refuse_pair(one: Scenario, other: Scenario, count: int) -> None:
    """Raise BadInput where two resolved scenarios cannot be compared, or not so often."""
    if not 1 <= count <= MOST_REPLICATIONS:
        rule = f"must be 1 to {MOST_REPLICATIONS:,}."
        raise BadInput([Problem("--replications", f"{count:,}", rule)])
    refuse_other_casualties(one, other)


def pair_order(one: Scenario, other: Scenario, number: int) -> PairOrder:
    """Both scenarios under the seed that comes so many after their own."""
    seed = ((one.seed or 0) + number) % SEEDS
    first, second = one.with_seed(seed), other.with_seed(seed)
    return PairOrder(first.model_dump_json(), second.model_dump_json())


def pair_done(order: PairOrder) -> Replication:
    """Let the casualties of one seed go through care twice."""
    one, other = (Scenario.model_validate_json(text).resolved() for text in (order.one, order.other))
    return replicated(one, other, flow_for(one.total_patients))
