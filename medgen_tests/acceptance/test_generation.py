"""The main job, run as a user runs it: the same rows every time, nobody in anybody's way, nothing half-written."""

import hashlib
import json
import signal
import subprocess
import time
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from medgen_tests.acceptance.command import REPOSITORY, Command, digests, summary_of

LONG = ("generate", "small", "--patients", "30000", "--chunk-size", "1000")
SMALL = ("small", "--seed", "7", "--patients", "600")


@pytest.fixture(scope="module")
def made(medgen: Command) -> dict:
    """A small exercise, made once."""
    return medgen.generated(*SMALL)


def reference_hashes() -> dict[str, str]:
    """SHA-256 of every file of the reference data."""
    folder = REPOSITORY / "medgen_assets/reference/data"
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_generation_makes_every_table_and_ends_sealed(made: dict):
    folder = Path(made["out"])

    assert made["patients"] == made["rows"]["patients"] == 600
    assert made["checks"]["failed"] == 0
    assert (folder / "_SUCCESS").exists()
    assert Path(made["report"]).stat().st_size > 10_000
    assert not list(folder.rglob("*.tmp-*"))
    assert not (folder / ".work").exists()


@pytest.mark.parametrize(
    ("words", "environment"),
    [
        (("--batch-size", "100"), {}),
        (("--batch-size", "600", "--chunk-size", "77"), {}),
        (("--workers", "2", "--batch-size", "150"), {}),
        ((), {"TZ": "Pacific/Auckland", "MEDGEN_CHUNK_SIZE": "250"}),
    ],
    ids=["small batches", "odd chunks", "two workers", "another time zone"],
)
def test_the_rows_do_not_depend_on_how_the_work_is_cut(
    medgen: Command, made: dict, words: tuple[str, ...], environment: dict[str, str]
):
    assert digests(medgen.generated(*SMALL, *words, **environment)) == digests(made)


def test_a_second_generation_reuses_every_distribution(medgen: Command, made: dict):
    again = medgen.generated(*SMALL)

    assert all(count == {"hits": 1, "misses": 0} for count in again["caches"].values())
    assert again["out"] != made["out"]


@pytest.mark.parametrize("patient_id", [0, 123, 599])
def test_one_patient_made_again_is_the_patient_of_the_data_set(medgen: Command, made: dict, patient_id: int):
    shown = medgen.run("patient", made["out"], str(patient_id), "--json")
    alone = json.loads(shown.stdout)
    of_patient = pl.col("patient_id") == patient_id
    rows = {
        name: pl.read_parquet(f"{made['out']}/{name}/**/*.parquet", hive_partitioning=False).filter(
            of_patient
        )
        for name in ("patients", "injuries", "events", "treatments", "vitals")
    }

    assert shown.returncode == 0
    assert alone["family_name"] == rows["patients"]["family_name"][0]
    assert alone["outcome_location"] == rows["patients"]["outcome_location"][0]
    assert [event["kind"] for event in alone["events"]] == rows["events"]["kind"].to_list()
    assert [item["code"] for item in alone["treatments"]] == rows["treatments"]["code"].to_list()
    assert [look["heart_rate"] for look in alone["vitals"]] == rows["vitals"]["heart_rate"].to_list()


def test_a_flipped_byte_is_found(medgen: Command, tmp_path: Path):
    folder = Path(medgen.generated("small", "--seed", "1", "--out", str(tmp_path))["out"])
    assert medgen.run("verify", str(folder)).returncode == 0
    victim = folder / "events/batch=000/part-0.parquet"
    content = bytearray(victim.read_bytes())
    content[len(content) // 2] ^= 1
    victim.write_bytes(content)
    found = medgen.run("verify", str(folder))

    assert found.returncode == 1
    assert "events/batch=000/part-0.parquet" in found.stderr + found.stdout


def test_concurrent_generations_have_their_own_pattern_and_change_no_file_of_the_project(
    medgen: Command, tmp_path: Path
):
    before = reference_hashes()
    processes = []
    for kind in ("conventional", "urban", "artillery"):
        scenario = tmp_path / f"{kind}.yaml"
        fronts = "[{name: one, share: 1.0, nations: {POL: 60, USA: 40}}]"
        scenario.write_text(
            f"name: only_{kind}\ntotal_patients: 800\nwarfare_types: {{{kind}: 1.0}}\nfronts: {fronts}\n",
            "utf-8",
        )
        processes.append(medgen.started("generate", str(scenario), "--seed", "3", "--json"))
    ended = [process.communicate(timeout=300) for process in processes]
    summaries = [summary_of(out) for out, _ in ended]

    assert [process.returncode for process in processes] == [0, 0, 0]
    assert [summary["shares"]["warfare_type"] for summary in summaries] == [
        {"conventional": 800},
        {"urban": 800},
        {"artillery": 800},
    ]
    assert len({summary["out"] for summary in summaries}) == 3
    assert len({digests(summary)["events"] for summary in summaries}) == 3
    assert reference_hashes() == before


def test_a_killed_generation_leaves_no_torn_file_and_the_next_one_works(medgen: Command, tmp_path: Path):
    process = medgen.started(*LONG, "--batch-size", "2000", "--out", str(tmp_path))
    while not list(tmp_path.rglob("batch=001/part-0.parquet")):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    files = list(tmp_path.rglob("*.parquet"))

    assert not list(tmp_path.rglob("_SUCCESS"))
    assert all(pq.ParquetFile(path).metadata.num_rows >= 0 for path in files if ".tmp-" not in path.name)
    assert medgen.generated("small", "--out", str(tmp_path))["checks"]["failed"] == 0


def test_ctrl_c_ends_with_130_and_seals_nothing(medgen: Command, tmp_path: Path):
    process = medgen.started(*LONG, "--out", str(tmp_path))
    while not list(tmp_path.rglob("plan.json")):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)

    assert process.returncode == 130
    assert "Traceback" not in errors
    assert not list(tmp_path.rglob("_SUCCESS"))


def test_output_that_cannot_be_written_is_one_clear_line(medgen: Command, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", "utf-8")
    ended = medgen.run("generate", "small", "--quiet", "--out", str(blocked))

    assert ended.returncode in {1, 2}
    assert len(ended.stderr.strip().splitlines()) == 1
    assert blocked.read_text("utf-8") == "in the way"


@pytest.mark.parametrize(
    "words",
    [
        ("no_such_preset",),
        ("small", "--patients", "0"),
        ("small", "--patients", "many"),
        ("small", "--seed", "-1"),
        ("small", "--formats", "parkay"),
        ("small", "--batch-size", "0"),
        ("../small",),
    ],
)
def test_bad_requests_end_with_2_and_create_nothing(medgen: Command, tmp_path: Path, words: tuple[str, ...]):
    ended = medgen.run("generate", *words, "--out", str(tmp_path / "out"))

    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
    assert ended.stdout == ""
    assert not (tmp_path / "out").exists()


def test_json_prints_one_object_and_nothing_else(medgen: Command):
    ended = medgen.run("generate", "small", "--json")
    summary = json.loads(ended.stdout)
    promised = {
        "scenario", "scenario_fingerprint", "run_id", "seed", "patients", "out", "manifest", "report", "rows",
        "seconds", "cpu_seconds", "peak_rss_mb", "caches", "checks", "outcomes",
    }  # fmt: skip

    assert promised <= summary.keys()
    assert sum(summary["outcomes"].values()) == summary["patients"] == 60


def test_the_json_export_is_one_array_that_the_standard_library_reads(medgen: Command):
    summary = medgen.generated("small", "--formats", "json,csv,ndjson,parquet")
    folder = Path(summary["out"]) / "exports"
    patients = json.loads((folder / "json" / "patients.json").read_text("utf-8"))

    assert len(patients) == 60
    assert {path.name for path in folder.iterdir()} == {"json", "csv", "ndjson", "parquet"}


def test_the_repository_is_as_it_was(made: dict):
    assert made["rows"]["patients"] == 600
    changed = subprocess.run(
        ["git", "status", "--porcelain", "--ignored=no", "medgen_assets/reference/data"],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert not [line for line in changed.stdout.splitlines() if not line.startswith("A ")]
