"""Threads and coroutines stand in one queue, and every permit comes back."""

import asyncio
import threading
import time

import pytest

from medgen_assets.store.gate import Gate, GateFull


def test_no_more_than_the_permits_are_out() -> None:
    gate, lock, inside, peaks = Gate(3, 100), threading.Lock(), [0], [0]

    def work() -> None:
        gate.enter(5)
        with lock:
            inside[0] += 1
            peaks[0] = max(peaks[0], inside[0])
        time.sleep(0.002)
        with lock:
            inside[0] -= 1
        gate.leave()

    threads = [threading.Thread(target=work) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (peaks[0], gate.in_use) == (3, 0)


def test_a_wait_that_is_too_long_ends() -> None:
    gate = Gate(1, 10)
    gate.enter(1)

    with pytest.raises(TimeoutError):
        gate.enter(0.05)
    assert (gate.in_use, gate.waiting) == (1, 0)


def test_the_queue_has_an_end() -> None:
    gate = Gate(1, 1)
    gate.enter(1)
    waiting = threading.Thread(target=gate.enter, args=(5,))
    waiting.start()
    while gate.waiting == 0:
        time.sleep(0.001)

    with pytest.raises(GateFull):
        gate.enter(5)
    gate.leave()
    waiting.join()


def test_a_cancelled_coroutine_leaves_the_queue() -> None:
    async def run() -> tuple[int, int]:
        gate = Gate(1, 10)
        await gate.enter_async(1)
        waiting = asyncio.create_task(gate.enter_async(5))
        await asyncio.sleep(0.01)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        gate.leave()
        return gate.in_use, gate.waiting

    assert asyncio.run(run()) == (0, 0)


def test_a_coroutine_is_let_in_by_a_thread() -> None:
    gate = Gate(1, 10)
    gate.enter(1)
    threading.Timer(0.05, gate.leave).start()

    asyncio.run(gate.enter_async(5))

    assert gate.in_use == 1
