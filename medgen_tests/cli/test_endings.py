"""Exit codes are those of the contract, and stderr has one line per problem."""

import subprocess
import sys
from pathlib import Path

import pytest

from medgen_assets.cli.endings import exit_code, problem_lines
from medgen_assets.errors import BadInput, Cancelled, CheckFailed, DependencyDown, OutputFailed, Problem
from medgen_tests.cli.conftest import Medgen

HEAVY = ("dagster", "polars", "pydantic", "psycopg", "numpy")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CheckFailed("red"), 1),
        (OutputFailed("full"), 1),
        (BadInput([Problem("seed", "-1", "it is not negative.")]), 2),
        (DependencyDown("gone"), 3),
        (Cancelled("ended"), 130),
        (KeyboardInterrupt(), 130),
        (RuntimeError("surprise"), 1),
    ],
)
def test_every_family_of_errors_has_its_exit_code(error: BaseException, code: int) -> None:
    assert exit_code(error) == code


def test_every_problem_has_a_line() -> None:
    problems = [Problem("seed", "-1", "it is not negative."), Problem("days", "0", "it is 1 or more.")]

    assert problem_lines(BadInput(problems)) == [
        "medgen: seed is -1: it is not negative.",
        "medgen: days is 0: it is 1 or more.",
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("nonsense",),
        ("generate", "--patiens", "3"),
        ("generate", "small", "--patients", "many"),
        ("generate", "small", "--patients", "0"),
        ("generate", "small", "--seed", "-1"),
        ("generate", "small", "--formats", "parqet"),
        ("generate", "small", "--batch-size", "0"),
        ("generate", "small", "--workers", "0"),
        ("generate", "smal"),
        ("generate", "no_such_file.yaml"),
        ("generate", "small", "--out", "s3://bucket/folder"),
        ("scenario", "show", "nobody"),
        ("scenario", "validate", "."),
        ("status", "20260601T000000Z-00000000"),
        ("cancel", "20260601T000000Z-00000000"),
        ("resume", "20260601T000000Z-00000000"),
        ("export", "/nowhere", "--format", "csv"),
        ("report", "/nowhere"),
        ("patient", "/nowhere", "0"),
    ],
)
def test_bad_usage_and_bad_input_end_with_2_and_create_nothing(
    medgen: Medgen, empty_home: Path, words: tuple[str, ...]
) -> None:
    ended = medgen(*words)

    assert ended.code == 2
    assert ended.out == ""
    assert [line for line in ended.errors if line.startswith("medgen: ")]
    assert not any("Traceback" in line for line in ended.errors)
    assert not empty_home.exists()


def test_a_misspelt_format_is_answered_with_the_nearest(medgen: Medgen, empty_home: Path) -> None:
    assert medgen("generate", "small", "--formats", "ndjsn,csv").errors == [
        "medgen: --formats is 'ndjsn': there is no such format. Did you mean ndjson?"
    ]


def test_a_misspelt_scenario_is_answered_with_the_nearest(medgen: Medgen, empty_home: Path) -> None:
    [line] = medgen("generate", "artic_operation").errors

    assert "Did you mean arctic_operation?" in line


def test_all_bad_options_are_named_at_once(medgen: Medgen, empty_home: Path) -> None:
    errors = medgen("generate", "small", "--formats", "xml", "--batch-size", "0", "--workers", "0").errors

    assert len(errors) == 3


def test_debug_adds_the_traceback(medgen: Medgen, empty_home: Path) -> None:
    errors = medgen("generate", "smal", "--debug").errors

    assert any(line.startswith("Traceback") for line in errors)


def test_a_folder_that_fails_verification_answers_no(medgen: Medgen, tmp_path: Path) -> None:
    assert medgen("verify", str(tmp_path)).code == 1


def test_a_server_that_does_not_answer_is_a_missing_dependency(
    medgen: Medgen, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDGEN_POSTGRES_URL", "postgresql://nobody@127.0.0.1:9/nothing")

    assert medgen("db", "start").code == 3


def test_help_loads_nothing_heavy() -> None:
    asked = "import sys; from medgen_assets.cli.app import main; main(['--help']); print(sorted(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=ROOT
    )
    modules = ended.stdout.splitlines()[-1]

    assert "'typer'" in modules
    assert [name for name in HEAVY if f"'{name}'" in modules] == []


def test_every_command_has_help(medgen: Medgen) -> None:
    ended = medgen("--help")

    assert ended.code == 0
    for command in (
        "generate",
        "scenario",
        "ui",
        "status",
        "cancel",
        "resume",
        "metrics",
        "export",
        "verify",
        "report",
        "patient",
        "db",
    ):
        assert command in ended.out


ROOT = Path(__file__).parents[2]
