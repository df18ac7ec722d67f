"""The pass of casualties through finite means: front by front, in order of time, with bounded memory.

Casualties come in stretches of ids, which are stretches of time; who is still in the chain at the end of one is
carried over to the next. However the ids are cut, the same things happen.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.scenario.model import Front
from medgen_assets.simulation.care.evacuation import helicopters_fly
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.flow.compiled_parts import (
    BLOCK_SIZE,
    EVENTS_A_BLOCK,
    FREE,
    FREE_BLOCK,
    LAST_SLOT,
    PAGES,
    PAGES_BITS,
    RUNS,
    SHEETS,
    SIZE,
    SLOT_BITS,
    SLOTS_BITS,
    TODAY,
    UNUSED,
    blocks_begun,
)
from medgen_assets.simulation.care.flow.compiling import Flow, plain_flow
from medgen_assets.simulation.care.flow.layout import Events, Memory
from medgen_assets.simulation.care.journal import Journal, joined
from medgen_assets.simulation.care.memory import first_memory
from medgen_assets.simulation.care.needs import needs
from medgen_assets.simulation.care.rules import ROLES
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import DAY_SECONDS, HOUR_SECONDS, Exercise, Seconds

Numbers = NDArray[np.int64]

STRIDE = 10_000
"""Casualties that enter at a time. Assumption: a few megabytes, and enough of them that Python costs little."""
ENDLESS = 1 << 40
NOBODY = np.zeros((0, layout.HURT_SIZE), dtype=np.int32)
Schedule = pl.DataFrame | Iterable[pl.DataFrame]
"""The incidents in order of time, whole or in pieces; whoever gives pieces gives them anew each time."""
EVENTS_A_CASUALTY = 9.0
"""Measured with nato_article_5 (events)."""
EVENTS_A_SLOT = 4.0
"""Events of a slot of the calendar on average while there is fighting (events). Assumption: 4, so few that they are
sorted at a glance; a slot is a second at least."""
NUMBERS_OF_EVENTS = 8
"""Numbers of the calendar set aside a casualty. Assumption: three events to come of each, were all there at once."""
MOST_RESERVED = 1 << 28
"""Numbers set aside for a front at most before they are needed. Assumption: 1 GB on paper, which systems grant."""
ROOM_FOR = 100
"""Casualties, with a place of incident each, for which there is room at least when the memory is lengthened."""
RESULT_ROWS = 3 * layout.ROOM
"""Rows of the tables of results before they are taken away."""
VISITS_TOGETHER = 100_000
"""Visits that wait at most to be written down together. Assumption: 20 MB at most, little beside what a process has.

After the last injury the rest of the exercise is one stretch: of a million casualties it took 130 MB in one piece."""


class FrontCare:
    """The care of one front, as far as it has gone."""

    def __init__(self, exercise: Exercise, number: int, flow: Flow) -> None:
        front = exercise.fronts[number]
        self.flow = flow
        memory = first_memory(exercise, front, RESULT_ROWS)
        self.memory: Memory = cast("Memory", narrow(memory)) if flow.is_compiled else memory.tolist()
        if flow.is_compiled:
            self.memory = longer(self.memory, len(memory) + reserved(exercise, front, layout.PERSON_SIZE))
        self.events: Events = calendar(exercise, front) if flow.is_compiled else []
        self.hurt: Memory = cast("Memory", np.empty(0, dtype=np.int32))
        planned = planned_events(exercise, front) + supplies(memory.tolist(), front)
        self.make_room(len(planned))
        for event in planned:
            self.flow.push(self.events, *event)

    def make_room(self, events: int = 0) -> None:
        """Lengthen the memory for more people and places of incidents, and for events to come."""
        size = int(self.memory[layout.MEMORY_END]) + ROOM_FOR * (layout.PERSON_SIZE + layout.SITE_ROOM)
        if self.flow.is_compiled:
            self.memory = longer(self.memory, size)
            blocks = (events + 8 * layout.ROOM) // EVENTS_A_BLOCK + blocks_begun(self.events)
            self.events = longer(self.events, self.events[UNUSED] * 2 + blocks * BLOCK_SIZE)
            self.events[SIZE] = len(self.events)
        else:
            self.memory.extend([0] * (size - len(self.memory)))
        self.memory[layout.MEMORY_SIZE] = len(self.memory)

    def enter(self, rows: NDArray[np.int32]) -> None:
        """Take casualties, in order of id: each is let in when its second of injury has come."""
        numbers = np.ascontiguousarray(rows).ravel()
        self.hurt = cast("Memory", numbers) if self.flow.is_compiled else numbers.tolist()
        self.memory[layout.ENTERED] = 0

    def advance(self, until: int) -> Iterator[Journal]:
        """Let everything before second `until` happen."""
        count = len(self.hurt) // layout.HURT_SIZE
        while not self.flow.advance(self.memory, self.events, self.hurt, count, until):
            yield self.taken()
            self.make_room()

    def close(self) -> Iterator[Journal]:
        """End the exercise."""
        person = self.memory[layout.LAST_PERSON]
        while person != layout.NONE:
            person = self.flow.close(self.memory, self.events, person)
            yield self.taken()
            self.make_room()

    def taken(self) -> Journal:
        """The results so far, taken away."""
        return Journal(
            self.rows(layout.VISITS, layout.VISIT_COUNT, layout.VISIT_SIZE),
            self.rows(layout.FATES, layout.FATE_COUNT, layout.FATE_SIZE),
            self.rows(layout.RETRIAGES, layout.RETRIAGE_COUNT, layout.RETRIAGE_SIZE),
        )

    def rows(self, table: int, count: int, size: int) -> Numbers:
        """The rows of a table of results, which is empty afterwards."""
        first = int(self.memory[table])
        taken = np.array(self.memory[first : first + self.memory[count] * size], dtype=np.int64)
        self.memory[count] = 0
        return taken.reshape(-1, size)


def calendar(exercise: Exercise, front: Front) -> Events:
    """An empty calendar up to the end, as `flow.compiled_parts` keeps it."""
    events = exercise.scenario.total_patients * front.share * EVENTS_A_CASUALTY
    seconds = exercise.fighting_seconds * EVENTS_A_SLOT / max(events, 1.0)
    bits = max(int(seconds).bit_length() - 1, 0)
    return empty_calendar(exercise.end_seconds, bits, reserved(exercise, front, NUMBERS_OF_EVENTS))


def empty_calendar(end_seconds: int, slot_bits: int, room: int) -> Events:
    """A calendar up to a second, its slots of 2^slot_bits seconds, with so many numbers of room for events."""
    last = (end_seconds >> slot_bits) + 1
    sheets = (last >> SLOTS_BITS + PAGES_BITS) + 1
    first = -(-(SHEETS + sheets) // BLOCK_SIZE) * BLOCK_SIZE
    numbers = aligned(first + room, np.dtype(np.int64))
    numbers[[TODAY, FREE, FREE_BLOCK, *range(RUNS, PAGES)]] = layout.NONE
    numbers[[UNUSED, LAST_SLOT, SLOT_BITS, SIZE]] = first, last, slot_bits, len(numbers)
    return cast("Events", numbers)


def narrow(numbers: Numbers) -> NDArray[np.int32]:
    """The same numbers with 32 bits, from the begin of a cache line on; raises ValueError if one does not fit."""
    if numbers.max() > layout.NEVER or numbers.min() < -layout.NEVER - 1:
        raise ValueError("A number in the memory of a front takes more than 32 bits.")
    found = aligned(len(numbers), np.dtype(np.int32))
    found[:] = numbers
    return cast("NDArray[np.int32]", found)


def aligned(size: int, kind: np.dtype[Any]) -> NDArray[Any]:
    """So many zeros from the begin of a cache line on."""
    line = layout.CACHE_LINE * np.dtype(np.int32).itemsize
    room = np.zeros(size * kind.itemsize + line, dtype=np.uint8)
    first = -room.ctypes.data % line
    return room[first : first + size * kind.itemsize].view(kind)


def reserved(exercise: Exercise, front: Front, each: int) -> int:
    """Numbers to set aside at first, so many a casualty, so that little is copied later: as if all were there at once.

    What nobody has written to yet takes no memory but on paper.
    """
    return min(round(exercise.scenario.total_patients * front.share) * each, MOST_RESERVED)


def longer(numbers: Memory, size: int) -> Memory:
    """The same numbers with room for so many at least, twice as many when it has to grow."""
    if len(numbers) >= size:
        return numbers
    grown = aligned(max(size, len(numbers) * 2), np.asarray(numbers).dtype)
    grown[: len(numbers)] = numbers
    return cast("Memory", grown)


def planned_events(exercise: Exercise, front: Front) -> list[tuple[int, int, int, int]]:
    """What is known to happen on a front: second, number, kind and what it is about."""
    skies = [(second, 0, layout.SKY_CLEARS, layout.NONE) for second in hours_of_clearing(exercise)]
    losses = [
        (
            (group.lost_on_day - 1) * DAY_SECONDS,
            ROLES.index(group.role),
            layout.FACILITIES_ARE_LOST,
            group.lost_count,
        )
        for group in front.facilities
        if group.lost_on_day is not None
    ]
    return skies + losses


def supplies(memory: list[int], front: Front) -> list[tuple[int, int, int, int]]:
    """The first supply of blood of each facility that counts its units."""
    found = []
    for group in front.facilities:
        first = memory[memory[layout.BY_ROLE] + ROLES.index(group.role) * 2]
        places = range(first, first + group.count * layout.FACILITY_SIZE, layout.FACILITY_SIZE)
        stocks = [(place, memory[place + layout.BLOOD]) for place in places if group.blood is not None]
        found += [
            (memory[stock + layout.EVERY], memory[place + layout.NUMBER], layout.BLOOD_ARRIVES, place)
            for place, stock in stocks
        ]
    return found


def hours_of_clearing(exercise: Exercise) -> list[int]:
    """Seconds at which helicopters may fly again."""
    seconds = np.arange(exercise.scenario.days * 24, dtype=np.int64) * HOUR_SECONDS
    flies = helicopters_fly(exercise, seconds)
    cleared: list[int] = seconds[1:][flies[1:] & ~flies[:-1]].tolist()
    return cleared


def journals(
    exercise: Exercise, schedule: Schedule, stride: int = STRIDE, flow: Flow | None = None
) -> Iterator[Journal]:
    """What happens to all casualties of an exercise, as it is written down: no patient's rows are together.

    Front after front, so that the people of one are in memory at a time.
    """
    for number in range(len(exercise.fronts)):
        yield from journals_of_front(exercise, schedule, number, stride, flow)


def journals_of_front(
    exercise: Exercise, schedule: Schedule, number: int, stride: int = STRIDE, flow: Flow | None = None
) -> Iterator[Journal]:
    """The same for one front alone: no other front changes anything there."""
    care = FrontCare(exercise, number, flow or plain_flow())
    asked = (
        (needs(exercise, piece, ids).rows, until)
        for piece, ids, until in strides_of_front(exercise, schedule, number, stride)
    )
    yield from together(gone_through(care, asked))


def strides_of_front(
    exercise: Exercise, schedule: Schedule, number: int, stride: int
) -> Iterator[tuple[pl.DataFrame, Ids, int]]:
    """Stretches of ids of a front, each with its piece of the schedule and a second before all that follow."""
    name = exercise.fronts[number].name
    pieces = iter([schedule] if isinstance(schedule, pl.DataFrame) else schedule)
    piece = next(pieces, None)
    while piece is not None:
        following = next(pieces, None)
        own = piece.lazy().filter(pl.col("front") == name).select("first_patient_id", "casualties", "at")
        end = ENDLESS if following is None else int(exercise.seconds(following["at"][:1])[0])
        for ids, until in strides(exercise, own.collect(), stride):
            yield piece, ids, min(until, end)
        piece = following


def gone_through(care: FrontCare, asked: Iterable[tuple[NDArray[np.int32], int]]) -> Iterator[Journal]:
    """Let casualties in, stretch by stretch, go on until the next one begins, and in the end to the last journey."""
    for rows, until in chain(asked, [(NOBODY, ENDLESS)]):
        care.enter(rows)
        yield from care.advance(until)
        yield care.taken()
    yield from care.close()


def together(parts: Iterable[Journal], most: int = VISITS_TOGETHER) -> Iterator[Journal]:
    """Parts of a journal end to end, given out as soon as they have so many visits; what is left comes last."""
    waiting: list[Journal] = []
    visits = 0
    for part in parts:
        waiting.append(part)
        visits += len(part.visits)
        if visits >= most:
            whole, visits = joined(waiting), 0
            waiting.clear()
            yield whole
    if waiting:
        yield joined(waiting)


def journal_of_patient(
    exercise: Exercise, events: pl.DataFrame, patient_id: int, flow: Flow | None = None
) -> Journal:
    """What happens to one casualty: its front is gone through until the casualty's journey is over."""
    row = int(events["first_patient_id"].search_sorted(patient_id, side="right")) - 1
    number = [front.name for front in exercise.fronts].index(events["front"][row])
    parts: list[Journal] = []
    for journal in journals_of_front(exercise, events, number, flow=flow):
        parts.append(journal.in_order().of(patient_id, patient_id + 1))
        if len(parts[-1].fates):
            break
    return joined(parts).in_order()


def strides(exercise: Exercise, events: pl.DataFrame, stride: int) -> Iterator[tuple[Ids, int]]:
    """Cut the casualties of incidents into stretches of ids, each with the second at which the next begins.

    No more than 16 bytes an incident are held for it.
    """
    ends = events["casualties"].cum_sum().to_numpy()
    ahead = (events["first_patient_id"] + events["casualties"]).to_numpy() - ends  # of an id before its place
    total = int(ends[-1]) if len(ends) else 0
    for first in range(0, total, stride):
        places = np.arange(first, min(first + stride, total) + 1)  # the last is where the next stretch begins
        row = np.minimum(np.searchsorted(ends, places, side="right"), len(ends) - 1)
        until = int(exercise.seconds(events["at"][row[-1:]])[0]) if places[-1] < total else ENDLESS
        yield (places + ahead[row])[:-1], until


def injury_seconds(exercise: Exercise, events: pl.DataFrame, ids: Ids) -> Seconds:
    """Second of injury of each casualty."""
    row = np.searchsorted(events["first_patient_id"].to_numpy(), ids, side="right") - 1
    return exercise.seconds(events["at"][row])
