"""A table is computed once per key and read back whole."""

from pathlib import Path

import polars as pl

from medgen_assets.caching import TableMemo

TABLE = pl.DataFrame({"hour": [0, 1], "rate": [0.5, 1.5]})


def never() -> pl.DataFrame:
    raise AssertionError("computed although it was kept")


def test_the_first_request_computes(tmp_path: Path) -> None:
    remembered = TableMemo(tmp_path).table("arrival_profiles", "k1", lambda: TABLE)

    assert not remembered.is_hit


def test_the_second_request_reads_what_the_first_wrote(tmp_path: Path) -> None:
    memo = TableMemo(tmp_path)
    memo.table("arrival_profiles", "k1", lambda: TABLE)
    remembered = memo.table("arrival_profiles", "k1", never)

    assert remembered.is_hit
    assert remembered.table.equals(TABLE)


def test_another_key_is_another_table(tmp_path: Path) -> None:
    memo = TableMemo(tmp_path)
    memo.table("arrival_profiles", "k1", lambda: TABLE)

    assert not memo.table("arrival_profiles", "k2", lambda: TABLE).is_hit


def test_a_bypass_computes_again(tmp_path: Path) -> None:
    memo = TableMemo(tmp_path)
    memo.table("arrival_profiles", "k1", lambda: TABLE)

    assert not memo.table("arrival_profiles", "k1", lambda: TABLE, is_bypassed=True).is_hit


def test_a_damaged_file_is_made_again(tmp_path: Path) -> None:
    memo = TableMemo(tmp_path)
    path = memo.table("arrival_profiles", "k1", lambda: TABLE).path
    path.write_bytes(path.read_bytes()[:40])
    remembered = memo.table("arrival_profiles", "k1", lambda: TABLE)

    assert not remembered.is_hit
    assert pl.read_parquet(path).equals(TABLE)


def test_nothing_unfinished_stays(tmp_path: Path) -> None:
    path = TableMemo(tmp_path).table("arrival_profiles", "k1", lambda: TABLE).path

    assert [file.name for file in path.parent.iterdir()] == ["k1.parquet"]
