"""Makes .venv in a clone and installs exactly requirements.lock there, for the launcher.

Runs with whatever Python 3.11 or later the machine has, so it imports the standard library alone.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

# What a user says about reaching packages counts; what they say about where to put them does not.
KEPT_PIP_SETTINGS = {
    "PIP_CACHE_DIR",
    "PIP_CERT",
    "PIP_CLIENT_CERT",
    "PIP_CONFIG_FILE",
    "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "PIP_KEYRING_PROVIDER",
    "PIP_NO_CACHE_DIR",
    "PIP_NO_INDEX",
    "PIP_PROXY",
    "PIP_RETRIES",
    "PIP_TIMEOUT",
    "PIP_TRUSTED_HOST",
}
PIP_OPTIONS = [
    "--no-input", "--disable-pip-version-check", "--progress-bar=off", "--no-compile",
    "--no-deps", "--require-hashes", "--only-binary=:all:",
]  # fmt: skip
# Folders whose modules are seldom or never imported; each is compiled when it is.
NOT_COMPILED = r"/(tests?|typeshed|faker|stdnum|pip|setuptools|mypy)/"
# They come with the environment and not with the lock.
INSTALLERS = {"pip", "setuptools", "wheel"}
DEPENDENCY_MISSING = 3
INTERRUPTED = 130


class InstallationFailed(Exception):
    """The environment could not be made, for a reason fit to be read by the user."""


def main(root: Path) -> int:
    """Install into a clone unless another process just did; 0, or the exit code to end with."""
    try:
        with _only_installer(root / ".venv") as lock:
            if not _is_installed(root):
                _install(root, lock)
    except InstallationFailed as failure:
        _say(f"{failure}")
        return DEPENDENCY_MISSING
    except OSError as error:
        _say(f"cannot make {root}/.venv: {error.strerror}. Clone medgen to a folder that you may write in.")
        return DEPENDENCY_MISSING
    except KeyboardInterrupt:
        _say("interrupted; the next start begins the installation again.")
        return INTERRUPTED
    return 0


@contextlib.contextmanager
def _only_installer(venv: Path) -> Iterator[int]:
    venv.mkdir(exist_ok=True)
    with (venv / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("another medgen is installing; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock.fileno()


def _install(root: Path, lock: int) -> None:
    began = time.monotonic()
    venv, stamp = root / ".venv", root / ".venv" / "installed"
    is_update = _can_be_updated(root)
    # From here on until the end there is no whole environment, and nothing that says so.
    stamp.unlink(missing_ok=True)
    _say(f"{'installing changed packages' if is_update else 'first use: making .venv, about a minute'} …")
    with (venv / "install.log").open("w") as log:
        run = _Runner(venv, log.fileno(), lock)
        if not is_update:
            _make_environment(venv, run)
        _install_packages(root, run)
        _remove_strangers(root, run)
        _link_package(root)
        _progress("compiling")
        compiler = ["-m", "compileall", "-q", "-j", "0", "-x", NOT_COMPILED]
        run([run.python, "-I", *compiler, venv / "lib"], check=False)
    unfinished = stamp.with_suffix(".unfinished")
    unfinished.write_text(_stamp_text(root), encoding="utf-8")
    unfinished.rename(stamp)
    _say(f"installed in {time.monotonic() - began:.0f} s.")


def _make_environment(venv: Path, run: "_Runner") -> None:
    if importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise InstallationFailed(
            f"this Python cannot make environments. Debian, Ubuntu: apt install python{version}-venv"
        )
    for entry in venv.iterdir():
        if entry.name not in ("lock", "install.log"):
            _remove(entry)
    _progress("making .venv")
    # The full path of this very version: python3 may point to another one after an upgrade of the system.
    run([os.path.realpath(sys.executable), "-I", "-m", "venv", venv])


def _install_packages(root: Path, run: "_Runner") -> None:
    total, done = len(_locked_names(root)), 0
    lock = root / "requirements.lock"
    for line in run.lines([run.python, "-I", "-m", "pip", "install", *PIP_OPTIONS, "-r", lock]):
        if found := re.match(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)", line):
            done += 1
            _progress(f"fetching {done} of {total}: {found[1]}")
        elif line.startswith("Installing collected"):
            _progress(f"installing {total} packages")


def _remove_strangers(root: Path, run: "_Runner") -> None:
    """Uninstall what an older lock brought."""
    listing = "import importlib.metadata as m; print(*{d.name for d in m.distributions()}, sep='\\n')"
    installed = {_normal(name) for name in run.lines([run.python, "-I", "-c", listing])}
    if strangers := installed - _locked_names(root) - INSTALLERS:
        run([run.python, "-I", "-m", "pip", "uninstall", "--yes", *sorted(strangers)])


def _link_package(root: Path) -> None:
    """Make the clone importable in the environment, by a relative path: any folder name will do."""
    for packages in (root / ".venv" / "lib").glob("python*/site-packages"):
        (packages / "medgen.pth").write_text(os.path.relpath(root, packages) + "\n", encoding="ascii")


def _is_installed(root: Path) -> bool:
    stamp = root / ".venv" / "installed"
    is_there = _python(root).exists() and stamp.exists()
    return is_there and stamp.read_text(encoding="utf-8") == _stamp_text(root)


def _can_be_updated(root: Path) -> bool:
    """Whether there is a whole environment in this place that has only an older lock."""
    stamp = root / ".venv" / "installed"
    if not (_python(root).exists() and stamp.exists()):
        return False
    return stamp.read_text(encoding="utf-8").splitlines()[1:] == [str(root)]


def _stamp_text(root: Path) -> str:
    return f"{hashlib.sha256((root / 'requirements.lock').read_bytes()).hexdigest()}\n{root}\n"


def _python(root: Path) -> Path:
    return root / ".venv" / "bin" / "python"


def _locked_names(root: Path) -> set[str]:
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    found = re.findall(r"^([A-Za-z0-9._-]+)==[^ \n]+(.*)$", text, flags=re.MULTILINE)
    return {_normal(name) for name, marker in found if marker.strip(" ;\\") != "sys_platform == 'win32'"}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _remove(entry: Path) -> None:
    if entry.is_dir() and not entry.is_symlink():
        shutil.rmtree(entry)
    else:
        entry.unlink()


class _Runner:
    """Runs one step after another, keeping all they print in the log."""

    def __init__(self, venv: Path, log: int, lock: int) -> None:
        self.python = venv / "bin" / "python"
        self._log = venv / "install.log"
        self._descriptor = log
        # A step that outlives a killed installer goes on holding the lock.
        self._kept_open = (lock,)
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("PIP_") or name in KEPT_PIP_SETTINGS
        } | {"PIP_USER": "0"}

    def __call__(self, command: Sequence[str | Path], *, check: bool = True) -> None:
        for _ in self.lines(command, check=check):
            pass

    def lines(self, command: Sequence[str | Path], *, check: bool = True) -> Iterator[str]:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", env=self._environment, pass_fds=self._kept_open,
        )  # fmt: skip
        try:
            for line in process.stdout or ():
                os.write(self._descriptor, line.encode())
                yield line.rstrip("\n")
        finally:
            if sys.exc_info()[0] is not None:
                process.terminate()
            code = process.wait()
        if check and code != 0:
            raise InstallationFailed(f"{self._reason()} (whole log: {self._log})")

    def _reason(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines() or ["no output"]
        said = next((line for line in reversed(lines) if re.search("error", line, re.IGNORECASE)), lines[-1])
        return f"the installation failed: {said.strip()}"


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        width = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\033[K{f'medgen: {text}'[:width]}")
        sys.stderr.flush()


def _say(text: str) -> None:
    start = "\r\033[K" if sys.stderr.isatty() else ""
    sys.stderr.write(f"{start}medgen: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
