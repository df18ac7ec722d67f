"""How many connections all medgen processes hold together, kept by locks that die with their holder.

Each connection takes one slot: one byte of a file, locked for this process. The kernel frees the bytes
of a process however it ends, and a forked child inherits none of them. Who finds no slot marks itself
as waiting in the same file, and the others then give back what they hold but do not use.
"""

import fcntl
import functools
import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from medgen_assets.errors import BadInput, DependencyDown, Problem
from medgen_assets.store.forking import begin_again_in_forked_children
from medgen_assets.store.home import medgen_home
from medgen_assets.store.locked_bytes import locked_bytes
from medgen_assets.store.problems import SlotsExhausted

DEFAULT_CONNECTIONS = 19
"""Client connections of all processes together. Source: the mission's bound, fewer than 20 under load."""
KEPT_FREE = 1
"""Of these, kept free for what asks the server itself: the watch of the embedded one, `db status`."""
MIN_CONNECTIONS, MAX_CONNECTIONS = KEPT_FREE + 1, 1000
"""One is too few, because one is kept free; and no server in use here allows more (assumption)."""
FIRST_WAITER = 4096
"""The byte behind the slots where waiting is marked; any place beyond the last slot would do."""
WAITERS = 256
"""Places to mark waiting. Assumption: more processes than that wait on no machine at once."""
RETRY_SECONDS = 0.01
"""Pause between two tries for a slot. Assumption: short beside a statement's round trip and a wait."""
TICK_SECONDS = 0.25
"""How often a process that holds slots looks whether others want them. Assumption: a wait nobody sees."""
SAY_AFTER_SECONDS = 1.0
"""A wait is worth telling after a second (assumption)."""

logger = logging.getLogger("medgen.store")


class Tick(Protocol):
    """Called now and then while slots are held."""

    def __call__(self, *, is_wanted: bool) -> None:
        """Give back what is not needed; `is_wanted` when somebody waits for a slot."""


@dataclass(frozen=True, eq=False)
class Slot:
    """The right to one open connection; equal only to itself, so that a fork's copy frees nothing."""

    number: int


class Budget:
    """The slots of one home; one object per file and process, because the locks belong to the process."""

    def __init__(self, path: Path, total: int = DEFAULT_CONNECTIONS) -> None:
        self.path = path
        self.total = total
        self._file = -1
        self.begin()
        begin_again_in_forked_children(self)

    def begin(self) -> None:
        """Hold nothing, as a new process does; what the parent of a fork holds stays the parent's."""
        if self._file >= 0:
            os.close(self._file)
        self._lock = threading.Lock()
        self._file = -1
        self._held: dict[int, Slot] = {}
        self._waiting = 0
        self._mark: int | None = None
        self._owners: dict[object, Tick] = {}
        self._watcher: threading.Thread | None = None

    @property
    def held(self) -> int:
        """Slots of this process."""
        return len(self._held)

    @property
    def waiting(self) -> int:
        """Threads of this process that wait for a slot now."""
        return self._waiting

    def taken(self) -> tuple[int, int]:
        """Slots that all processes hold now, and processes that wait for one."""
        with self._lock:
            file = self._opened()
            slots = len(self._held) + len(locked_bytes(file, 0, self.total))
            waiting = (self._mark is not None) + len(locked_bytes(file, FIRST_WAITER, WAITERS))
        return slots, waiting

    def is_wanted(self) -> bool:
        """Whether a thread of this or another process waits for a slot."""
        with self._lock:
            return self._waiting > 0 or self._others_wait()

    def take_now(self) -> Slot | None:
        """Take a slot if one is free and nobody waits for it."""
        return None if self.is_wanted() else self._free_slot()

    def take(self, seconds: float, is_stopped: Callable[[], bool] = lambda: False) -> Slot:
        """Take a slot, waiting up to so many seconds for one; SlotsExhausted when none comes free."""
        if (slot := self.take_now()) is not None:
            return slot
        with self._lock:
            self._waiting += 1
        try:
            return self._awaited_slot(seconds, is_stopped)
        finally:
            self._end_waiting()

    def give_back(self, slot: Slot) -> None:
        """Free a slot; a slot taken before a fork is not ours to free."""
        with self._lock:
            if self._held.get(slot.number) is slot:
                del self._held[slot.number]
                fcntl.lockf(self._opened(), fcntl.LOCK_UN, 1, slot.number)

    def add_owner(self, owner: object, tick: Tick) -> None:
        """Have `tick` called while slots are held; it is told whether somebody waits for one."""
        with self._lock:
            self._owners[owner] = tick

    def remove_owner(self, owner: object) -> None:
        """Stop calling the owner's tick."""
        with self._lock:
            self._owners.pop(owner, None)

    def _awaited_slot(self, seconds: float, is_stopped: Callable[[], bool]) -> Slot:
        started, is_said, waited = time.monotonic(), False, 0.0
        while waited < seconds and not is_stopped():
            self._mark_waiting()
            self._tell_owners(is_wanted=True)
            time.sleep(RETRY_SECONDS)  # before the try: who has waited longer goes first
            if (slot := self._free_slot()) is not None:
                return slot
            waited = time.monotonic() - started
            if waited > SAY_AFTER_SECONDS and not is_said:
                logger.warning("Waiting for one of %d database connections: all are in use.", self.total)
                is_said = True
        raise SlotsExhausted(
            f"All {self.total} database connections of all medgen processes stayed in use "
            f"for {waited:.1f} s. Wait for other runs to end, or raise MEDGEN_MAX_CONNECTIONS."
        )

    def _free_slot(self) -> Slot | None:
        with self._lock:
            for number in range(self.total):
                if number not in self._held and self._is_locked_now(number):
                    self._held[number] = Slot(number)
                    self._watch()
                    return self._held[number]
        return None

    def _mark_waiting(self) -> None:
        # Another process that looks for marks at this moment blocks the place, so it may take two tries.
        with self._lock:
            if self._mark is None:
                places = range(FIRST_WAITER, FIRST_WAITER + WAITERS)
                self._mark = next((place for place in places if self._is_locked_now(place)), None)

    def _end_waiting(self) -> None:
        with self._lock:
            self._waiting -= 1
            if self._waiting == 0 and self._mark is not None:
                fcntl.lockf(self._opened(), fcntl.LOCK_UN, 1, self._mark)
                self._mark = None

    def _others_wait(self) -> bool:
        # A shared lock meets no other reader's shared lock, only the mark of a process that waits.
        if not _is_locked(self._opened(), fcntl.LOCK_SH, FIRST_WAITER, WAITERS):
            return True
        fcntl.lockf(self._opened(), fcntl.LOCK_UN, WAITERS, FIRST_WAITER)
        return False

    def _is_locked_now(self, byte: int) -> bool:
        return _is_locked(self._opened(), fcntl.LOCK_EX, byte, 1)

    def _opened(self) -> int:
        if self._file < 0:
            try:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
            except OSError as error:
                raise DependencyDown(
                    f"The record of database connections cannot be kept: {error.strerror} ({self.path}). "
                    "Set MEDGEN_HOME to a folder that you may write in."
                ) from error
        return self._file

    def _watch(self) -> None:
        if self._watcher is None:
            self._watcher = threading.Thread(target=self._tick, name="medgen-connections", daemon=True)
            self._watcher.start()

    def _tick(self) -> None:
        while True:
            time.sleep(TICK_SECONDS)
            with self._lock:
                if not self._held:
                    self._watcher = None
                    return
            self._tell_owners(is_wanted=self.is_wanted())

    def _tell_owners(self, *, is_wanted: bool) -> None:
        for tick in list(self._owners.values()):
            tick(is_wanted=is_wanted)


def _is_locked(file: int, kind: int, first: int, count: int) -> bool:
    """Lock so many bytes if nobody else holds one of them."""
    try:
        fcntl.lockf(file, kind | fcntl.LOCK_NB, count, first)
    except (BlockingIOError, PermissionError):  # which of the two is the system's choice (fcntl(2))
        return False
    return True


def home_budget() -> Budget:
    """The budget that all processes of this MEDGEN_HOME share, for the one server they all use."""
    return _budget_at(medgen_home() / "connections")


@functools.cache
def _budget_at(path: Path) -> Budget:
    # One object per file and process: closing a second descriptor would free every lock of the first.
    return Budget(path, allowed_connections() - KEPT_FREE)


def allowed_connections() -> int:
    """Connections of all processes together: MEDGEN_MAX_CONNECTIONS, or the default."""
    text = os.environ.get("MEDGEN_MAX_CONNECTIONS", str(DEFAULT_CONNECTIONS))
    if text.isdecimal() and MIN_CONNECTIONS <= int(text) <= MAX_CONNECTIONS:
        return int(text)
    rule = f"it must be a whole number from {MIN_CONNECTIONS} to {MAX_CONNECTIONS}."
    raise BadInput([Problem("MEDGEN_MAX_CONNECTIONS", repr(text), rule)])
