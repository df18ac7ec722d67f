"""The launcher: one command from a clone, whatever the machine, the folder and the moment."""

import hashlib
import os
import shutil
import stat
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[1]
# Contract: a later start costs less than this over Python itself.
LAUNCHER_SECONDS = 0.3
COMMAND = "import sys; print('ran', *sys.argv[1:], sep='|')"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with a command that repeats its arguments, and a lock of one small package."""
    return make_clone(tmp_path / "clone")


def make_clone(root: Path) -> Path:
    (root / "launcher").mkdir(parents=True)
    (root / "medgen_assets").mkdir()
    (root / "medgen_assets" / "cli.py").write_text(COMMAND)
    shutil.copy(PROJECT / "medgen", root)
    shutil.copy(PROJECT / "launcher" / "install.py", root / "launcher")
    lock(root, "pebble")
    return root


def lock(root: Path, *names: str) -> None:
    """Let a clone need these packages, each a wheel beside it."""
    wheels(root).mkdir(exist_ok=True)
    lines = [f"{name}==1.0 --hash=sha256:{make_wheel(wheels(root), name)}\n" for name in names]
    (root / "requirements.lock").write_text("".join(lines))


def wheels(root: Path) -> Path:
    # Not in the clone: pip takes the blanks in its settings for separators.
    return root.parent / "wheels"


def make_wheel(folder: Path, name: str) -> str:
    information = f"{name}-1.0.dist-info"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(
            f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{information}/RECORD", "")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pretend_installed(root: Path) -> None:
    """Give a clone the environment that an installation leaves behind, without pip."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    packages = next((root / ".venv" / "lib").glob("python*")) / "site-packages"
    (packages / "medgen.pth").write_text(os.path.relpath(root, packages))
    digest = hashlib.sha256((root / "requirements.lock").read_bytes()).hexdigest()
    (root / ".venv" / "installed").write_text(f"{digest}\n{root}\n")


def start(
    root: Path, *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    return ended(start_in_background(root, *arguments, cwd=cwd, **environment))


def start_in_background(
    root: Path, *arguments: str, cwd: Path | None = None, **environment: str
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [root / "medgen", *arguments],
        cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={"PATH": os.environ["PATH"], "MEDGEN_PYTHON": sys.executable, **offline(root), **environment},
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    stdout, stderr = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, stdout, stderr)


def offline(root: Path) -> dict[str, str]:
    """Settings with which pip takes packages from the clone's own folder alone."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": wheels(root).as_uri(), "PIP_CONFIG_FILE": os.devnull}


def importable(root: Path, name: str) -> bool:
    program: list[Path | str] = [root / ".venv" / "bin" / "python", "-c", f"import {name}"]
    return subprocess.run(program, capture_output=True, check=False).returncode == 0


@pytest.fixture(scope="module")
def first_starts(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, list[subprocess.CompletedProcess[str]]]:
    """A clone in a folder with an awkward name, and what two first starts at once came to."""
    root = make_clone(tmp_path_factory.mktemp("launcher") / "Übung №1 (sanität) $x")
    both = [start_in_background(root, "generate", "a b") for _ in range(2)]
    return root, [ended(process) for process in both]


FirstStarts = tuple[Path, list[subprocess.CompletedProcess[str]]]


def test_the_first_start_installs_the_lock_and_runs_the_command(first_starts: FirstStarts) -> None:
    root, starts = first_starts

    assert [start.stdout for start in starts] == ["ran|generate|a b\n"] * 2
    assert importable(root, "pebble")


def test_two_first_starts_at_once_install_once(first_starts: FirstStarts) -> None:
    _, starts = first_starts

    assert "".join(start.stderr for start in starts).count("first use") == 1


def test_a_changed_lock_is_installed_and_what_left_it_removed(first_starts: FirstStarts) -> None:
    root, _ = first_starts
    lock(root, "gravel")

    again = start(root)

    assert again.stdout == "ran\n"
    assert importable(root, "gravel")
    assert not importable(root, "pebble")


def test_a_package_that_is_not_the_locked_one_is_refused(first_starts: FirstStarts) -> None:
    root, _ = first_starts
    (root / "requirements.lock").write_text(f"pebble==1.0 --hash=sha256:{'0' * 64}\n")

    refused = start(root)

    assert refused.returncode == 3
    assert "do not match the hashes" in refused.stderr.lower()
    assert not (root / ".venv" / "installed").exists()


def test_an_installation_that_was_killed_is_begun_again(clone: Path) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (clone / ".venv" / "lib" / "half").mkdir(parents=True)

    assert start(clone).stdout == "ran\n"
    assert not (clone / ".venv" / "lib" / "half").exists()


def test_a_later_start_says_nothing(clone: Path) -> None:
    pretend_installed(clone)

    assert start(clone).stderr == ""


def test_a_later_start_is_quick(clone: Path) -> None:
    pretend_installed(clone)
    python: list[Path | str] = [clone / ".venv" / "bin" / "python", "-m", "medgen_assets.cli"]
    # The best of a few: other work on the machine only ever adds.
    launched = min(seconds([clone / "medgen"], clone) for _ in range(5))
    direct = min(seconds(python, clone) for _ in range(5))

    assert launched - direct < LAUNCHER_SECONDS


def seconds(program: list[Path | str], cwd: Path) -> float:
    began = time.perf_counter()
    subprocess.run(program, cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - began


def test_a_moved_clone_is_installed_anew(clone: Path, tmp_path: Path) -> None:
    pretend_installed(clone)
    moved = clone.rename(tmp_path / "moved")
    sabotage = "import sys; sys.exit('installs')"
    (moved / "launcher" / "install.py").write_text(sabotage)

    assert start(moved).stderr == "installs\n"


def test_it_can_be_called_from_anywhere_and_through_a_link(clone: Path, tmp_path: Path) -> None:
    pretend_installed(clone)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "medgen").symlink_to("../clone/medgen")
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"

    called = subprocess.run(
        ["medgen", "x"], cwd="/", env={"PATH": path}, capture_output=True, text=True, check=False
    )

    assert called.stdout == "ran|x\n"


def test_what_the_caller_set_for_python_does_not_reach_it(clone: Path, tmp_path: Path) -> None:
    pretend_installed(clone)
    (tmp_path / "json.py").write_text("raise SystemExit('shadowed')")
    (clone / "medgen_assets" / "cli.py").write_text(
        "import os, json; print(json.dumps(os.environ.get('PYTHONHOME')))"
    )

    shadowed = start(clone, cwd=tmp_path, PYTHONHOME="/nowhere", PYTHONPATH=str(tmp_path), PYTHONSTARTUP="/x")

    assert shadowed.stdout == "null\n"


@pytest.fixture
def ordinary_user(tmp_path: Path) -> dict[str, Any]:
    """Options that run a program without root's rights, which no folder refuses."""
    if os.geteuid() != 0:
        return {}
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and folder != Path("/tmp"):
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
        if folder.name.startswith("pytest-of-"):
            break
    return {"user": 65534, "group": 65534}


def test_a_folder_one_may_not_write_in_is_told_in_one_line(
    clone: Path, ordinary_user: dict[str, Any]
) -> None:
    clone.chmod(0o555)
    options = {"env": {"PATH": "/usr/bin:/bin"}, **ordinary_user}

    refused = subprocess.run([clone / "medgen"], capture_output=True, text=True, check=False, **options)

    assert refused.returncode == 3
    assert refused.stderr.count("\n") == 1
    assert "Clone medgen to a folder that you may write in." in refused.stderr


def test_a_python_that_cannot_make_environments_names_the_package_to_install(
    clone: Path, tmp_path: Path
) -> None:
    python = python_without_ensurepip(tmp_path / "python")

    refused = start(clone, MEDGEN_PYTHON=str(python))

    assert refused.returncode == 3
    assert f"apt install python{sys.version_info.major}.{sys.version_info.minor}-venv" in refused.stderr


def python_without_ensurepip(prefix: Path) -> Path:
    """This interpreter as Debian ships it without python3-venv; it finds its library beside itself."""
    library = Path(os.__file__).parent
    ours = prefix / "lib" / library.name
    ours.mkdir(parents=True)
    for entry in library.iterdir():
        if entry.name not in ("ensurepip", "site-packages"):
            (ours / entry.name).symlink_to(entry)
    (prefix / "bin").mkdir()
    return Path(shutil.copy(os.path.realpath(sys.executable), prefix / "bin" / "python3"))


def test_a_machine_without_a_suitable_python_is_told_what_to_install(clone: Path, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink", "env", "sed", "sha256sum"):
        (tools / name).symlink_to(shutil.which(name) or name)
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)

    refused = subprocess.run(
        [clone / "medgen"], capture_output=True, text=True, check=False, env={"PATH": str(tools)}
    )

    assert refused.returncode == 3
    assert "apt install python3 python3-venv" in refused.stderr


def test_the_tests_run_in_the_clone(clone: Path, tmp_path: Path) -> None:
    pretend_installed(clone)
    packages = next((clone / ".venv" / "lib").glob("python*")) / "site-packages"
    (packages / "pytest.py").write_text("import os, sys; print(os.getcwd(), *sys.argv[1:])")

    assert start(clone, "test", "-k", "x", cwd=tmp_path).stdout == f"{clone} -k x\n"


def test_the_lock_names_no_host_and_hashes_every_package() -> None:
    text = (PROJECT / "requirements.lock").read_text()
    entries = text.replace("\\\n", " ").splitlines()

    assert "://" not in text
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
