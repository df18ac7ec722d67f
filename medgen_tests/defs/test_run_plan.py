"""How a run is cut into batches and chunks."""

import json
from pathlib import Path

import pytest

from medgen_assets.defs.run_plan import RunPlan, batch_size_for, chunk_size_for, chunks, kept_plan, plan_of
from medgen_assets.errors import BadInput, UpstreamMissing


def plan(patients: int, batch_size: int, folder: str = "/nowhere") -> RunPlan:
    return RunPlan("small@0123456789ab", folder, patients, batch_size, 5)


@pytest.mark.parametrize(
    ("patients", "size"), [(1, 10_000), (10_000, 10_000), (1_000_000, 10_000), (5_000_001, 50_001)]
)
def test_a_batch_holds_ten_thousand_or_a_hundredth(patients: int, size: int) -> None:
    assert batch_size_for(patients, None) == size


def test_a_data_set_has_at_most_a_thousand_batches() -> None:
    with pytest.raises(BadInput, match="Use 11 or more"):
        batch_size_for(10_001, 10)


def test_a_thousand_batches_are_allowed() -> None:
    assert batch_size_for(10_000, 10) == 10


def test_the_last_batch_is_shorter() -> None:
    assert [plan(25, 10).ids(batch) for batch in range(3)] == [(0, 10), (10, 20), (20, 25)]


def test_a_batch_beyond_the_last_is_refused() -> None:
    with pytest.raises(UpstreamMissing, match="from 000 to 002"):
        plan(25, 10).ids(3)


def test_chunks_cover_a_batch_without_gap() -> None:
    assert list(chunks(10, 22, 5)) == [(10, 15), (15, 20), (20, 22)]


def test_the_chunk_size_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_CHUNK_SIZE", "123")

    assert chunk_size_for(None) == 123
    assert chunk_size_for(7) == 7


@pytest.mark.parametrize("text", ["0", "-1", "many", "1e3", "", "1000001"])
def test_a_senseless_chunk_size_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_CHUNK_SIZE", text)

    with pytest.raises(BadInput, match="MEDGEN_CHUNK_SIZE"):
        chunk_size_for(None)


def test_a_kept_plan_is_found_again(tmp_path: Path) -> None:
    kept = kept_plan(plan(25, 10, str(tmp_path)))

    assert plan_of(tmp_path, "small@0123456789ab") == kept


def test_a_sealed_run_has_no_plan(tmp_path: Path) -> None:
    (tmp_path / "_SUCCESS").write_text(json.dumps({}))

    with pytest.raises(UpstreamMissing, match="is finished"):
        plan_of(tmp_path, "small@0123456789ab")
