"""A stream is mapped several items at a time, with a bounded lead, and ends cleanly however it ends."""

import asyncio
import time
from contextlib import aclosing

import pytest

from medgen_assets.concurrency import Done, Failed, StreamProcessor
from medgen_assets.errors import BadInput
from medgen_tests.concurrency.probes import Probe, Source, others, run

ODD_ITEMS: list[object] = [None, 0, "", ValueError("an item, not an error"), [], StopIteration()]


async def same(item: object) -> object:
    await asyncio.sleep(0)
    return item


async def third_is_bad(number: int) -> int:
    await asyncio.sleep(0)
    if number == 2:
        raise ValueError("bad")
    return number


async def later_is_faster(number: int) -> int:
    await asyncio.sleep(0.05 - 0.01 * number)
    return number


@pytest.mark.parametrize(("items", "concurrency"), [(50, 10), (3, 10), (5, 1)])
def test_as_many_are_in_work_as_may_be(items: int, concurrency: int) -> None:
    probe = Probe()

    async def read() -> int:
        return len([_ async for _ in StreamProcessor().map_stream(range(items), probe, concurrency)])

    assert run(read()) == items
    assert probe.peak == min(items, concurrency)


def test_ten_at_once_take_a_tenth_of_the_time() -> None:
    async def read() -> int:
        return len([_ async for _ in StreamProcessor().map_stream(range(50), Probe(0.04), 10)])

    begun = time.monotonic()
    run(read())

    assert 0.2 <= time.monotonic() - begun < 1.0


@pytest.mark.parametrize("in_order", [True, False])
def test_a_reader_that_stalls_stops_the_reading(in_order: bool) -> None:  # noqa: FBT001 - a parameter of a test
    source, probe = Source(None), Probe(0.0)

    async def read_two() -> int:
        async with aclosing(
            StreamProcessor(7).map_stream(source.numbers(), probe, 3, in_order=in_order)
        ) as outcomes:
            await anext(outcomes)
            await anext(outcomes)
            await asyncio.sleep(0.1)
            return source.read

    assert run(read_two()) <= 2 + 7 + 3


def test_any_value_passes() -> None:
    async def read() -> list[object]:
        outcomes = StreamProcessor().map_stream(ODD_ITEMS, same)
        return [outcome.value async for outcome in outcomes if isinstance(outcome, Done)]

    assert run(read()) == ODD_ITEMS


@pytest.mark.parametrize("concurrency", [1, 4, 20])
def test_an_error_of_the_source_comes_after_the_items_before_it(concurrency: int) -> None:
    source, seen = Source(5, ValueError("source broke")), list[int]()

    async def read() -> None:
        async for outcome in StreamProcessor().map_stream(source.numbers(), Probe(), concurrency):
            seen.append(outcome.item)

    with pytest.raises(ValueError, match="source broke"):
        run(read())
    assert seen == [0, 1, 2, 3, 4]


def test_a_bad_item_ends_nothing() -> None:
    async def read() -> list[str]:
        outcomes = StreamProcessor().map_stream(range(4), third_is_bad)
        return [type(outcome).__name__ async for outcome in outcomes]

    assert run(read()) == ["Done", "Done", "Failed", "Done"]


def test_the_error_stands_beside_its_item() -> None:
    async def read() -> list[Failed[int]]:
        outcomes = StreamProcessor().map_stream(range(4), third_is_bad)
        return [outcome async for outcome in outcomes if isinstance(outcome, Failed)]

    [failed] = run(read())

    assert (failed.item, str(failed.error), failed.attempts) == (2, "bad", 1)


@pytest.mark.parametrize(("in_order", "expected"), [(True, [0, 1, 2, 3]), (False, [3, 2, 1, 0])])
def test_outcomes_come_in_the_order_of_the_items_or_as_they_are_done(
    in_order: bool,  # noqa: FBT001 - a parameter of a test
    expected: list[int],
) -> None:
    async def read() -> list[int]:
        outcomes = StreamProcessor().map_stream(range(4), later_is_faster, in_order=in_order)
        return [outcome.item async for outcome in outcomes]

    assert run(read()) == expected


def test_one_at_a_time_with_room_for_one_is_enough() -> None:
    async def read() -> list[int]:
        return [outcome.item async for outcome in StreamProcessor(1).map_stream(range(9), Probe(0.0), 1)]

    assert run(read()) == list(range(9))


def test_a_reader_that_leaves_leaves_nothing_behind() -> None:
    source, probe = Source(None), Probe(5.0)

    async def leave() -> int:
        before = others()
        outcomes = StreamProcessor().map_stream(source.numbers(), probe, 5, in_order=False)
        reading = asyncio.create_task(anext(outcomes))
        await asyncio.sleep(0.05)
        reading.cancel()
        await asyncio.wait([reading])
        await outcomes.aclose()
        return len(others() - before)

    assert run(leave()) == 0
    assert source.is_closed
    assert (probe.calls, probe.ended) == (5, 5)


def test_a_break_ends_the_work_too() -> None:
    source, probe = Source(None), Probe(0.0)

    async def leave() -> int:
        before = others()
        async for _ in StreamProcessor().map_stream(source.numbers(), probe, 5):
            break
        await asyncio.sleep(0.05)
        return len(others() - before)

    assert run(leave()) == 0
    assert source.is_closed


def test_a_task_whose_work_was_cancelled_elsewhere_is_a_failed_item() -> None:
    async def waits_for_something_cancelled(_: int) -> None:
        something = asyncio.ensure_future(asyncio.sleep(10))
        something.cancel()
        await something

    async def read() -> list[str]:
        outcomes = StreamProcessor().map_stream(range(2), waits_for_something_cancelled)
        return [type(outcome.error).__name__ async for outcome in outcomes if isinstance(outcome, Failed)]

    assert run(read()) == ["CancelledError", "CancelledError"]


@pytest.mark.parametrize("wrong", [0, -1])
def test_a_size_that_is_none_is_refused(wrong: int) -> None:
    async def read() -> None:
        async for _ in StreamProcessor().map_stream([1], same, wrong):
            pass

    with pytest.raises(BadInput, match="max_buffer"):
        StreamProcessor(wrong)
    with pytest.raises(BadInput, match="concurrency"):
        run(read())
