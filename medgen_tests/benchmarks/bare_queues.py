"""The yardstick of the pass: four stages with servers, queues and a heap of events, and nothing of medicine.

What a priority-queue simulation costs that anybody would write: the same casualties arrive at the same seconds, T1 is
served before T2 before T3, and each stage takes a drawn time. Made machine code by the same translator as the pass,
and measured in turn with it, it says how fast the machine is in that minute (ADR 0048).
"""

from collections.abc import Callable, MutableSequence
from typing import Annotated, Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from medgen_assets.concurrency import Tell, ordered_map
from medgen_assets.machine_code.loading import loaded
from medgen_assets.machine_code.native import object_code
from medgen_assets.machine_code.rows import Bits
from medgen_assets.machine_code.translation import is_number, llvm_text
from medgen_assets.simulation.care.flow.chance import spread
from medgen_assets.simulation.care.flow.layout import HURT_SIZE, ID, INJURED, NONE, TRIAGE, Memory

Rows = Annotated[MutableSequence[int], Bits(64)]
STAGES: Final = 4
CATEGORIES: Final = 4
MEAN_SECONDS: Final = 3600
"""Mean service at each stage (s). Assumption: an hour, so short that everybody in the system fits into the caches,
which is the yardstick hardest to come near: with stays of days, as the pass has them, it runs at half the speed."""
BUSY_SHARE = 0.9
"""Share of its servers that a stage keeps busy on average (0-1). Assumption: 0.9, so that there are queues."""

# One row holds all: figures, stages, queues, and then casualties in the system.
FREE_CASUALTY, UNUSED, ARRIVED, SERVED, WAITED, STAGE_ROW = range(6)
SERVERS_FREE, QUEUES = range(2)
HEAD, TAIL = range(2)
STAGE_SIZE: Final = QUEUES + 2 * CATEGORIES
NUMBER, CATEGORY, STAGE, SINCE, NEXT = range(5)
CASUALTY_SIZE: Final = 5
CASUALTIES: Final = STAGE_ROW + STAGES * STAGE_SIZE
PLACE_BITS: Final = 31
"""Bits of a key of the heap below the second, for the place of a casualty in the row."""
FIRST_MULTIPLIER: Final = 0xBF58476D1CE4E5B9
SECOND_MULTIPLIER: Final = 0x94D049BB133111EB
WORD: Final = (1 << 64) - 1


def put(heap: Rows, key: int) -> None:
    """Add a key; heap[0] is how many there are, and the least is heap[1]."""
    place = heap[0] + 1
    heap[0] = place
    while place > 1 and heap[place >> 1] > key:
        heap[place] = heap[place >> 1]
        place = place >> 1
    heap[place] = key


def take(heap: Rows) -> int:
    """Take the least key away; returns it."""
    least, count = heap[1], heap[0] - 1
    key, place, below = heap[count + 1], 1, 2
    heap[0] = count
    while below <= count:
        if below < count and heap[below + 1] < heap[below]:
            below += 1
        if heap[below] >= key:
            break
        heap[place] = heap[below]
        place, below = below, below * 2
    heap[place] = key
    return least


def service_seconds(number: int, stage: int) -> int:
    """Between half and one and a half of the mean, by a draw of the casualty and the stage."""
    bits = ((number * STAGES + stage + 1) * FIRST_MULTIPLIER) & WORD
    bits = ((bits ^ (bits >> 30)) * SECOND_MULTIPLIER) & WORD
    return spread((bits ^ (bits >> 31)) >> 12, MEAN_SECONDS // 2, MEAN_SECONDS * 3 // 2)


def serve(row: Rows, heap: Rows, casualty: int, now: int) -> None:
    """Begin to serve a casualty at its stage."""
    row[WAITED] += now - row[casualty + SINCE]
    until = now + service_seconds(row[casualty + NUMBER], row[casualty + STAGE])
    put(heap, (until << PLACE_BITS) | casualty)


def ask(row: Rows, heap: Rows, casualty: int, now: int) -> None:
    """Come to a stage: be served, or stand in the queue of one's category."""
    stage = STAGE_ROW + row[casualty + STAGE] * STAGE_SIZE
    row[casualty + SINCE] = now
    if row[stage + SERVERS_FREE] > 0:
        row[stage + SERVERS_FREE] -= 1
        serve(row, heap, casualty, now)
        return
    queue = stage + QUEUES + 2 * row[casualty + CATEGORY]
    row[casualty + NEXT] = NONE
    if row[queue + HEAD] == NONE:
        row[queue + HEAD] = casualty
    else:
        row[row[queue + TAIL] + NEXT] = casualty
    row[queue + TAIL] = casualty


def serve_next(row: Rows, heap: Rows, stage: int, now: int) -> None:
    """A server has become free: for the first of the most urgent, else for who comes next."""
    for queue in range(stage + QUEUES, stage + STAGE_SIZE, 2):
        casualty = row[queue + HEAD]
        if casualty != NONE:
            row[queue + HEAD] = row[casualty + NEXT]
            serve(row, heap, casualty, now)
            return
    row[stage + SERVERS_FREE] += 1


def be_served(row: Rows, heap: Rows) -> None:
    """The next service ends: the server is free, and the casualty goes on to the next stage, or is done."""
    key = take(heap)
    casualty, now = key & ((1 << PLACE_BITS) - 1), key >> PLACE_BITS
    stage = row[casualty + STAGE]
    serve_next(row, heap, STAGE_ROW + stage * STAGE_SIZE, now)
    row[casualty + STAGE] = stage + 1
    if stage + 1 < STAGES:
        ask(row, heap, casualty, now)
        return
    row[SERVED] += 1
    row[casualty + NEXT] = row[FREE_CASUALTY]
    row[FREE_CASUALTY] = casualty


def come(row: Rows, heap: Rows, hurt: Memory, first: int) -> None:
    """Let in a casualty whose HURT_FIELDS begin at a place of `hurt`."""
    casualty = row[FREE_CASUALTY]
    if casualty == NONE:
        casualty = row[UNUSED]
        row[UNUSED] = casualty + CASUALTY_SIZE
    else:
        row[FREE_CASUALTY] = row[casualty + NEXT]
    row[casualty + NUMBER] = hurt[first + ID]
    row[casualty + CATEGORY] = hurt[first + TRIAGE]
    row[casualty + STAGE] = 0
    row[ARRIVED] += 1
    ask(row, heap, casualty, hurt[first + INJURED])


def go_through(row: Rows, heap: Rows, hurt: Memory, count: int, until: int) -> int:
    """Let `count` casualties come and be served, up to second `until`; returns how many have been served so far."""
    for first in range(0, count * HURT_SIZE, HURT_SIZE):
        while heap[0] > 0 and heap[1] >> PLACE_BITS <= hurt[first + INJURED]:
            be_served(row, heap)
        come(row, heap, hurt, first)
    while heap[0] > 0 and heap[1] >> PLACE_BITS < until:
        be_served(row, heap)
    return row[SERVED]


FUNCTIONS = (put, take, spread, service_seconds, serve, ask, serve_next, be_served, come, go_through)
GoThrough = Callable[[Rows, Rows, Memory, int, int], int]


def compiled() -> GoThrough:
    """`go_through` as machine code, made now by a process that ends with it: LLVM takes 85 MB."""
    [code] = ordered_map(machine_code, [None], workers=2)
    kinds = [is_number(kind) for name, kind in go_through.__annotations__.items() if name != "return"]
    return cast("GoThrough", loaded(code, {"go_through": kinds})["go_through"])


def machine_code(_: None, __: Tell) -> bytes:
    """The functions as an object file for this machine."""
    functions: dict[str, Any] = {function.__name__: function for function in FUNCTIONS}
    return object_code(llvm_text(functions, ["go_through"]))


class BareQueues:
    """The four stages, sized for so many casualties in so many seconds."""

    def __init__(self, casualties: int, seconds: int) -> None:
        self.row = np.zeros(CASUALTIES + casualties * CASUALTY_SIZE, dtype=np.int64)
        self.heap = np.zeros(2 + casualties, dtype=np.int64)
        self.row[[FREE_CASUALTY, UNUSED]] = NONE, CASUALTIES
        for stage in range(STAGE_ROW, CASUALTIES, STAGE_SIZE):
            self.row[stage + SERVERS_FREE] = max(1, round(casualties * MEAN_SECONDS / seconds / BUSY_SHARE))
            self.row[stage + QUEUES : stage + STAGE_SIZE] = NONE

    def go_through(self, how: GoThrough, rows: NDArray[np.int32], until: int) -> int:
        """Let casualties come, rows of HURT_FIELDS in order of injury; returns how many have been served so far."""
        taken = np.ascontiguousarray(rows)
        addresses: list[Any] = [part.ctypes.data for part in (self.row, self.heap, taken)]
        return how(*addresses, len(rows), until)

    def mean_wait_seconds(self) -> float:
        """Mean of all waits for a server, a stage each (s)."""
        return float(self.row[WAITED]) / max(1, int(self.row[ARRIVED])) / STAGES
