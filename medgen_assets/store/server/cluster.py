"""Making, starting and stopping the Postgres of one place; callers hold its start lock."""

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import IO, Any

from medgen_assets.errors import DependencyDown
from medgen_assets.store.server.account import Account, hand_over, process_options
from medgen_assets.store.server.address import DAGSTER_DATABASE, MEDGEN_DATABASE, SUPERUSER
from medgen_assets.store.server.binaries import Binaries, find_binaries
from medgen_assets.store.server.locks import is_held, try_lock
from medgen_assets.store.server.place import Place

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Dagster's daemon, webserver and workers held 18 at their peak, medgen's pools 2 a process (measured).
    "max_connections": "60",
    # Dagster writes many small events, and a crash may lose the last half second of them. What users store is
    # in medgen's own database, which waits for the disk (DATABASES).
    "synchronous_commit": "off",
    # Shared memory for parallel queries is 64 MB in a container by default, and no table here needs them.
    "max_parallel_workers_per_gather": "0",
    # Single reads at a time: helpers for asynchronous reading would only be more processes.
    "io_method": "sync",
    # A line for each would be most of the log.
    "log_checkpoints": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}
# One statement a line, as single-user mode wants it.
DATABASES = f"""\
CREATE DATABASE {MEDGEN_DATABASE}
ALTER DATABASE {MEDGEN_DATABASE} SET synchronous_commit = on
CREATE DATABASE {DAGSTER_DATABASE}
"""
FIRST_MAJOR_WITH_IO_METHOD = 18
FIRST_MAJOR_WITH_BUILTIN_LOCALE = 17
# Megabytes of one write-ahead file; the default of 16 would double an empty data directory.
WAL_SEGMENT_MB = 4
LARGEST_LOG_BYTES = 10_000_000
# A start after a crash replays at most max_wal_size, a few seconds on a slow disk; a stop writes as much.
START_SECONDS = 60
STOP_SECONDS = 30
# The processes of a postmaster that was killed notice it at once, unless they are in the middle of a write.
ORPHAN_SECONDS = 15
BEGINNING = "medgen starts Postgres"
REASON = re.compile(r"(?:FATAL|PANIC|ERROR|error):\s*(.+)")


def start_cluster(place: Place) -> None:
    """Start the server of a place, making its data directory first if need be, and note its socket."""
    lock = _claim(place)
    try:
        place.forget_socket_folder()
        binaries = find_binaries(place.account, _major_of_data(place.data))
        with _open_log(place) as log:
            if not place.data.exists():
                _make_data(place, binaries, log)
            _start(place, binaries, log, lock)
    finally:
        os.close(lock)


def stop_cluster(place: Place) -> bool:
    """Stop the server of a place, ending its clients' sessions; False if there was none."""
    if not is_held(place.server_lock):
        return False
    _end(place)
    place.forget_socket_folder()
    return True


def _claim(place: Place) -> int:
    """The server's lock. A server that lives without answering is stopped for it."""
    lock = try_lock(place.server_lock)
    if lock is None:
        _end(place)
        lock = try_lock(place.server_lock, seconds=ORPHAN_SECONDS)
    if lock is None:
        raise DependencyDown(
            f"A Postgres in {place.folder} neither answers nor ends. End its processes, then try again."
        )
    # Nobody holds the lock, so whatever process now has the number in this file is a stranger.
    (place.data / "postmaster.pid").unlink(missing_ok=True)
    return lock


def _end(place: Place) -> None:
    for sign, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, ORPHAN_SECONDS)):
        if (pid := _postmaster(place)) is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, sign)
        if (lock := try_lock(place.server_lock, seconds=seconds)) is not None:
            os.close(lock)
            return
    raise DependencyDown(f"The Postgres in {place.folder} does not stop. Its log is {place.log}.")


def _postmaster(place: Place) -> int | None:
    """The number of the server's first process, if the process of that number is it."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, ValueError, IndexError):
        return None
    if not Path("/proc/self").exists():
        return pid
    try:
        return pid if Path(f"/proc/{pid}/cwd").samefile(place.data) else None
    except OSError:
        return None


def _make_data(place: Place, binaries: Binaries, log: IO[bytes]) -> None:
    shutil.rmtree(place.unfinished_data, ignore_errors=True)
    place.unfinished_data.mkdir(mode=0o700)
    hand_over(place.unfinished_data, place.account)
    with place.seen_by_server() as (folder, descriptors):
        options = _process_options(place.account, folder / place.unfinished_data.name, descriptors)
        command = [binaries.program("initdb"), *_initdb_options(binaries.major)]
        made = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, **options
        )
        _raise_on_failure(place, made.returncode, "made")
        _make_databases(place, binaries, log, options)
    place.unfinished_data.rename(place.data)


def _initdb_options(major: int) -> list[str]:
    options = [
        f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--locale=C",
        "--no-sync", "--no-instructions", f"--wal-segsize={WAL_SEGMENT_MB}",
    ]  # fmt: skip
    if major >= FIRST_MAJOR_WITH_BUILTIN_LOCALE:
        # Upper and lower case beyond ASCII, the same on every machine.
        options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    return options


def _make_databases(place: Place, binaries: Binaries, log: IO[bytes], options: dict[str, Any]) -> None:
    # Made before the first start, so that a data directory under its final name always has both.
    command = [binaries.program("postgres"), "--single", "-F", "-c", "exit_on_error=on", "template1"]
    made = subprocess.run(command, input=DATABASES.encode(), stdout=log, stderr=log, check=False, **options)
    _raise_on_failure(place, made.returncode, "made")


def _start(place: Place, binaries: Binaries, log: IO[bytes], lock: int) -> None:
    sockets = place.make_socket_folder()
    with place.seen_by_server() as (folder, descriptors):
        seen = folder / sockets.name if sockets.parent == place.folder else sockets
        settings = SETTINGS | {"unix_socket_directories": str(seen)}
        if binaries.major < FIRST_MAJOR_WITH_IO_METHOD:
            del settings["io_method"]
        given = shlex.join(part for name, value in settings.items() for part in ("-c", f"{name}={value}"))
        command = [binaries.program("pg_ctl"), "start", "--silent", "--wait", f"--timeout={START_SECONDS}"]
        options = _process_options(place.account, folder / place.data.name, (*descriptors, lock))
        started = subprocess.run(
            [*command, "-o", given], stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False, **options
        )
    _raise_on_failure(place, started.returncode, "started")
    _note(place, sockets)


def _note(place: Place, sockets: Path) -> None:
    unfinished = place.socket_note.with_suffix(".unfinished")
    unfinished.write_text(str(sockets))
    unfinished.rename(place.socket_note)


def _process_options(account: Account | None, data: Path, descriptors: tuple[int, ...]) -> dict[str, Any]:
    # The path of the data goes by the environment because pg_ctl would hand it to a shell.
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "PGDATA": str(data)}
    return {"cwd": "/", "env": environment, "pass_fds": descriptors, **process_options(account)}


def _major_of_data(data: Path) -> int | None:
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def _open_log(place: Place) -> IO[bytes]:
    too_long = place.log.exists() and place.log.stat().st_size > LARGEST_LOG_BYTES
    log = place.log.open("wb" if too_long else "ab")
    hand_over(place.log, place.account)
    log.write(time.strftime(f"%Y-%m-%d %H:%M:%S UTC {BEGINNING}\n", time.gmtime()).encode())
    log.flush()
    return log


def _raise_on_failure(place: Place, code: int, what: str) -> None:
    if code == 0:
        return
    lines = place.log.read_text(errors="replace").rpartition(BEGINNING)[2].splitlines()
    reasons = [found[1].strip() for line in lines if (found := REASON.search(line))]
    reason = (reasons or lines or ["no reason given"])[-1].strip()
    raise DependencyDown(
        f"The embedded Postgres in {place.folder} could not be {what}: {reason} (log: {place.log}). "
        "Mend that, set MEDGEN_HOME to another folder, or MEDGEN_POSTGRES_URL to a server of your own."
    )
