"""The small process that ends an embedded server nobody uses; it ends when the server does.

It is started beside the server and started again by the next command should it have been killed.
"""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import medgen_assets
from medgen_assets.store.server.cluster import stop_cluster
from medgen_assets.store.server.locks import is_held, lock_file, try_lock
from medgen_assets.store.server.place import Place

IDLE_VARIABLE = "MEDGEN_POSTGRES_IDLE_SECONDS"
# The design's contract: a server without a client ends after 15 minutes.
DEFAULT_IDLE_SECONDS = 900.0
# Between two looks at the server: a look is a connection, so not too often.
LONGEST_PAUSE_SECONDS = 15.0
LOOKS_PER_IDLE_TIME = 5
PASSED_ON = ("PATH", "LANG", "LC_ALL", IDLE_VARIABLE)
# Sessions ever begun (this one is among them at the next look) and other clients there are now.
CLIENTS = """
SELECT (SELECT coalesce(sum(sessions), 0) FROM pg_stat_database)::bigint,
       (SELECT count(*) FROM pg_stat_activity
         WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())
"""


def keep_watched(place: Place) -> None:
    """Start the watch of a place unless it has one."""
    if is_held(place.watch_lock):
        return
    root = str(Path(medgen_assets.__file__).parents[1])
    program = f"import sys; sys.path.insert(0, {root!r}); from {__name__} import watch; watch(sys.argv[1])"
    # Two steps, so that nobody is left with a child to wait for; and no file of the caller stays open.
    with place.log.open("ab") as log:
        subprocess.run(
            ["/bin/sh", "-c", '"$@" &', "sh", sys.executable, "-I", "-c", program, str(place.home)],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, cwd="/", check=True,
            env={name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )  # fmt: skip


def watch(home: str) -> None:
    """End the server of a home once it has had no client for the idle time (seconds)."""
    place = Place(Path(home))
    # Not at the first refusal: who asks whether there is a watch holds the lock for that moment.
    if (lock := try_lock(place.watch_lock, seconds=1.0)) is None:
        return
    idle = float(os.environ.get(IDLE_VARIABLE) or DEFAULT_IDLE_SECONDS)
    pause = min(LONGEST_PAUSE_SECONDS, idle / LOOKS_PER_IDLE_TIME)
    seen, quiet_since = _signs_of_use(place), time.monotonic()
    while not _ends_within(place, pause):
        now = _signs_of_use(place)
        if _is_used(seen, now):
            quiet_since = time.monotonic()
        elif time.monotonic() - quiet_since >= idle and _stopped(place, now):
            break
        seen = now
    os.close(lock)


def _signs_of_use(place: Place) -> tuple[int, int, int]:
    """When a process last attached, sessions ever begun, clients there are now."""
    import psycopg  # here, so that starting a watch costs nobody its 60 ms

    address = place.live_address()
    if address is None:
        return 0, 0, 0
    try:
        with psycopg.connect(address.url, connect_timeout=2, application_name="medgen watch") as connection:
            sessions, clients = connection.execute(CLIENTS).fetchone() or (0, 0)
    except psycopg.OperationalError:  # starting, stopping or full: the next look will tell
        return 0, 0, 0
    return place.last_use.stat().st_mtime_ns, sessions, clients


def _is_used(before: tuple[int, int, int], now: tuple[int, int, int]) -> bool:
    own_session = 1
    return now[0] != before[0] or now[1] - before[1] > own_session or now[2] > 0


def _stopped(place: Place, seen: tuple[int, int, int]) -> bool:
    lock = try_lock(place.start_lock)
    if lock is None:  # somebody is attaching
        return False
    try:
        return not _is_used(seen, _signs_of_use(place)) and stop_cluster(place)
    finally:
        os.close(lock)


def _ends_within(place: Place, seconds: float) -> bool:
    """Whether the server ends within so many seconds; its lock comes free at the same moment."""
    descriptor = lock_file(place.server_lock)
    signal.signal(signal.SIGALRM, _time_is_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    except TimeoutError:
        return False
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        os.close(descriptor)
    return True


def _time_is_up(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError
