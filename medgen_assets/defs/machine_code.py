"""Machine code of the model, kept in MEDGEN_HOME by what it was made from and for which processor.

Kept code is used only from a folder and a file that belong to this user and that nobody else can write, and only if
its bytes have the hash they were kept with; everything else is made anew, which takes a second. No Dagster here: the
command line looks at one patient without it.
"""

import os
import re
import stat
import time
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from medgen_assets import machine_code
from medgen_assets.concurrency import Tell, ordered_map
from medgen_assets.errors import DependencyDown, OutputFailed
from medgen_assets.files import TEMPORARY_PREFIX, write_whole
from medgen_assets.fingerprint import file_fingerprint, fingerprint
from medgen_assets.machine_code.machine import this_machine
from medgen_assets.simulation.care import flow
from medgen_assets.simulation.care.flow import compiling
from medgen_assets.simulation.care.flow.compiling import Flow, compiled_flow, plain_flow
from medgen_assets.store.home import medgen_home

FOLDER_VARIABLE = "MEDGEN_COMPILED"
SHORT = 12
DIGEST_BYTES = 32
LARGEST_BYTES = 16_000_000
"""A kept file beyond this is none of ours. Assumption: six hundred times what it is today."""
COMPILED_FROM = 10_000
"""Casualties from which compiling pays the first time: plain, they take two seconds (ADR 0043)."""
LOADED_FROM = 100
"""Casualties from which kept code pays: it takes a few milliseconds to load, plain they take twenty (ADR 0043)."""
ABANDONED_SECONDS = 3600
"""Assumption: nobody takes an hour to write thirty kilobytes."""
OF_NUMBA = re.compile(r"[0-9a-f]{12}")
"""Folders in which versions before this one kept the code that Numba made."""
OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


def flow_for(patients: int) -> Flow:
    """How the care of so many casualties is gone through fastest; the results are the same."""
    if patients < LOADED_FROM:
        return plain_flow()
    code = kept_code() if patients < COMPILED_FROM else code_of_this_machine()
    return plain_flow() if code is None else compiled_flow(code)


def is_compiling_needed(patients: int) -> bool:
    """Whether `flow_for` will have to compile."""
    return patients >= COMPILED_FROM and kept_code() is None


def code_of_this_machine() -> bytes:
    """Kept machine code, else made now, by a process that ends with it, and kept if that is possible."""
    code = kept_code()
    if code is None:
        try:
            [code] = ordered_map(made, [None], workers=2)
        except (
            DependencyDown
        ):  # the machine has no room for one more process, or Python cannot start one here
            code = compiling.machine_code()
        with suppress(OutputFailed, OSError):  # a home that cannot be written costs a second each time
            keep(code)
    return code


def made(_: None, __: Tell) -> bytes:
    """Machine code made now."""
    return compiling.machine_code()


@cache
def source_version() -> str:
    """Fingerprint of the functions that are compiled, and of what compiles them."""
    rooms = [Path(next(iter(room.__path__))) for room in (flow, machine_code)]
    files = [path for room in rooms for path in sorted(room.glob("*.py"))]
    return fingerprint([(path.name, file_fingerprint(path)) for path in files])[:SHORT]


def code_folder() -> Path:
    """Where machine code is kept."""
    named = os.environ.get(FOLDER_VARIABLE)
    return Path(named) if named else medgen_home() / "compiled"


def code_file() -> Path:
    """Where the code of this source for this machine is kept."""
    return code_folder() / f"care-{source_version()}-{this_machine()[:SHORT]}.code"


def kept_code() -> bytes | None:
    """Kept machine code; None where there is none that can be trusted."""
    try:
        if not is_own(code_folder().lstat()):
            return None
        with open(code_file(), "rb", opener=without_links) as file:
            if not is_own(os.fstat(file.fileno())):
                return None
            content = file.read(LARGEST_BYTES)
    except OSError:
        return None
    digest, code = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    return code if digest == sha256(code).digest() else None


def without_links(path: str, flags: int) -> int:
    """Open a file, but not through a link at its name."""
    return os.open(path, flags | os.O_NOFOLLOW)


def is_own(found: os.stat_result) -> bool:
    """Whether a folder or file belongs to this user and nobody else can write it; a link does not count."""
    is_ours = found.st_uid == os.geteuid() and not found.st_mode & OTHERS_MAY_WRITE
    return is_ours and not stat.S_ISLNK(found.st_mode)


def keep(code: bytes) -> None:
    """Keep machine code, and remove that of other sources; raises OutputFailed or OSError."""
    folder = code_folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.lstat().st_uid == os.geteuid():
        folder.chmod(0o700)
    write_whole(code_file(), sha256(code).digest() + code).chmod(0o600)
    remove_others(folder)


def remove_others(folder: Path) -> None:
    """Remove the code of other sources, and what killed writers left; code of this source for other machines stays."""
    for path in folder.glob("care-*.code"):
        if not path.name.startswith(f"care-{source_version()}-"):
            path.unlink(missing_ok=True)
    for path in folder.glob(f"{TEMPORARY_PREFIX}*"):
        if time.time() - path.lstat().st_mtime > ABANDONED_SECONDS:
            path.unlink(missing_ok=True)
    for path in folder.iterdir():
        if OF_NUMBA.fullmatch(path.name) and path.is_dir() and not path.is_symlink():
            rmtree(path, ignore_errors=True)
