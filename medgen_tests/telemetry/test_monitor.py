"""One instrument times everything: by ending, in threads, tasks and processes, and costs next to nothing."""

import asyncio
import json
import pickle
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from medgen_assets.concurrency import Tell, ordered_map
from medgen_assets.defs.costs import cost_metadata
from medgen_assets.errors import Cancelled
from medgen_assets.telemetry import Ending, PerformanceMonitor


def at_times(*times: float) -> Callable[[], float]:
    """A clock that reads these times, one after the other."""
    readings = iter(times)
    return lambda: next(readings)


def no_cpu() -> float:
    return 0.0


def measured(*seconds: float) -> PerformanceMonitor:
    """A monitor that saw these operations, all begun at 0, each with one item."""
    monitor = PerformanceMonitor()
    for each in seconds:
        monitor.note("search", Ending.OK, 0.0, each, 0.0, 1)
    return monitor


def test_an_operation_measured_twice_adds_up() -> None:
    monitor = PerformanceMonitor(at_times(0.0, 1.5, 10.0, 12.0), no_cpu)
    for _ in range(2):
        with monitor.measure("casualties"):
            pass

    assert monitor.wall_seconds() == {"casualties": 3.5}


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (ValueError("broken"), Ending.ERROR),
        (Cancelled("by the test"), Ending.CANCELLED),
        (KeyboardInterrupt(), Ending.CANCELLED),
        (asyncio.CancelledError(), Ending.CANCELLED),
    ],
)
def test_a_block_that_fails_is_counted_apart_and_its_error_passes(
    error: BaseException, ending: Ending
) -> None:
    monitor = PerformanceMonitor()
    with pytest.raises(type(error)) as passed, monitor.measure("patients"):
        raise error

    assert passed.value is error
    assert [(cost.ending, cost.count) for cost in monitor.costs()] == [(ending, 1)]


def test_a_few_long_times_stay_within_the_longest() -> None:
    [cost] = measured(0.001, 0.002, 0.003, 0.004, 0.1).costs()

    assert (cost.minimum, cost.median, cost.p95, cost.p99, cost.maximum) == (0.001, 0.003, 0.1, 0.1, 0.1)


def test_throughput_is_items_over_time_not_a_mean_of_ratios() -> None:
    monitor = PerformanceMonitor()
    monitor.note("load", Ending.OK, 0.0, 0.001, 0.0, 1)
    monitor.note("load", Ending.OK, 0.001, 1.0, 0.0, 1)

    assert monitor.costs()[0].items_per_second == pytest.approx(2.0)


def test_work_that_overlaps_is_counted_against_the_clock_on_the_wall() -> None:
    [cost] = measured(2.0, 2.0, 2.0, 2.0).costs()

    assert (cost.items_per_second, cost.items_per_wall_second) == (0.5, 2.0)


def test_items_may_be_counted_inside_the_block() -> None:
    monitor = PerformanceMonitor()
    with monitor.measure("load") as work:
        work.items = 17

    assert monitor.costs()[0].items == 17


def test_threads_lose_nothing() -> None:
    monitor = PerformanceMonitor()

    def measure_many(_: int) -> None:
        for _ in range(500):
            with monitor.measure("search", items=1):
                pass

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(measure_many, range(8)))

    assert (monitor.costs()[0].count, monitor.costs()[0].items) == (4_000, 4_000)


def test_tasks_are_timed_each_for_itself() -> None:
    monitor = PerformanceMonitor()

    async def search(seconds: float) -> None:
        with monitor.measure("search", items=1):
            await asyncio.sleep(seconds)

    async def both() -> None:
        await asyncio.gather(search(0.1), search(0.02))

    asyncio.run(both())
    [cost] = monitor.costs()

    assert cost.minimum < 0.1 <= cost.maximum
    assert cost.items_per_wall_second > cost.items_per_second


def worked(number: int, _: Tell) -> PerformanceMonitor:
    monitor = PerformanceMonitor()
    with monitor.measure("batch", items=number):
        time.sleep(0.01)
    return monitor


def test_what_processes_measured_adds_up() -> None:
    whole = PerformanceMonitor()
    for part in ordered_map(worked, range(1, 5), workers=2):
        whole.merge(part)
    [cost] = whole.costs()

    assert (cost.count, cost.items) == (4, 10)
    assert cost.seconds >= 0.04


def test_merging_leaves_the_merged_as_it_was() -> None:
    part, whole = measured(1.0), PerformanceMonitor()
    whole.merge(part)
    whole.merge(part)

    assert (part.costs()[0].count, whole.costs()[0].count) == (1, 2)


def test_a_monitor_travels() -> None:
    sent = measured(1.0, 3.0)
    received = pickle.loads(pickle.dumps(sent))  # noqa: S301 - our own bytes

    assert received.costs() == sent.costs()


def test_the_report_has_a_line_per_operation() -> None:
    lines = measured(0.001, 0.003).report().splitlines()

    assert lines[0].split()[:4] == ["operation", "ending", "count", "items"]
    assert lines[1].split() == ["search", "ok", "2", "2", "0.004", "1.000", "3.000", "3.000", "667"]


def test_the_document_is_json() -> None:
    [cost] = json.loads(json.dumps(measured(1.0, 3.0).document()))

    assert (cost["operation"], cost["count"], cost["p95"]) == ("search", 2, 3.0)


def test_the_families_are_those_of_a_summary_and_two_counters() -> None:
    summary, cpu, items = measured(1.0, 3.0).families()

    assert [(sample.suffix, sample.value) for sample in summary.samples] == [
        ("", 1.0),
        ("", 3.0),
        ("", 3.0),
        ("_sum", 4.0),
        ("_count", 2.0),
    ]
    assert [family.samples[0].labels for family in (cpu, items)] == [
        {"operation": "search", "ending": "ok"}
    ] * 2


def test_an_asset_shows_what_its_operation_cost() -> None:
    assert cost_metadata(measured(1.0, 3.0), "search") == {
        "seconds": 4.0,
        "cpu_seconds": 0.0,
        "longest_chunk_seconds": 3.0,
        "patients_per_second": 0.5,
    }


def test_measuring_costs_less_than_five_times_the_clocks_it_reads() -> None:
    """2.7 times when measured: 5 against 2 microseconds. Both in turn, so that a slow machine slows both."""
    monitor = PerformanceMonitor()

    def measure() -> None:
        with monitor.measure("search", items=1):
            pass

    def read_clocks() -> None:
        monitor.cpu(), monitor.clock(), monitor.clock(), monitor.cpu()

    taken = [(cpu_for_two_hundred(measure), cpu_for_two_hundred(read_clocks)) for _ in range(300)]

    assert min(measured for measured, _ in taken) < 5 * min(clocks for _, clocks in taken)


def cpu_for_two_hundred(work: Callable[[], None]) -> float:
    """CPU seconds of 200 calls."""
    begun = time.process_time()
    for _ in range(200):
        work()
    return time.process_time() - begun
