"""The digest of a table knows its rows and their order, and not how they are stored."""

import hashlib
import json
from pathlib import Path

import polars as pl
import pytest

from medgen_assets.exporters.digest import table_digest, table_digests
from medgen_assets.exporters.layout import BATCHED_TABLES
from medgen_assets.exporters.table_writer import table_writer
from medgen_tests.exporters.sample_data import sample_tables
from medgen_tests.exporters.sample_run import sealed_run


def digest(folder: Path, *parts: pl.DataFrame, row_group_rows: int = 1000) -> str:
    paths = [folder / f"{number}.parquet" for number in range(len(parts))]
    for path, part in zip(paths, parts, strict=True):
        with table_writer(path, {}, row_group_rows) as writer:
            writer.append(part)
    return table_digest(paths)


def values(**columns: list[object]) -> pl.DataFrame:
    return pl.DataFrame(columns)


def test_batch_and_chunk_sizes_do_not_change_it(tmp_path: Path) -> None:
    cuts = [(500, 1000), (40, 7), (37, 100_000)]
    runs = [sealed_run(tmp_path, 300, batch_size, chunk) for batch_size, chunk in cuts]
    digests = [table_digests(run.folder) for run in runs]

    assert digests[0] == digests[1] == digests[2]


@pytest.mark.parametrize("table", list(BATCHED_TABLES))
def test_every_cut_gives_the_same(tmp_path: Path, table: str) -> None:
    rows = sample_tables(60).batched[table]
    whole = digest(tmp_path, rows)

    assert digest(tmp_path, rows.head(1), rows.slice(1, 0), rows.slice(1), row_group_rows=13) == whole


def test_a_null_that_comes_late_gives_the_same_in_every_cut(tmp_path: Path) -> None:
    rows = values(
        a=["x"] * 100 + [None], b=[1] * 100 + [None], c=[True] * 100 + [None], d=[0.5] * 100 + [None]
    )

    assert digest(tmp_path, rows) == digest(tmp_path, rows.head(99), rows.slice(99))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (values(a=[1, 2]), values(a=[2, 1])),
        (values(a=["ab", "c"]), values(a=["a", "bc"])),
        (values(a=["", "x"]), values(a=[None, "x"])),
        (values(a=[0, 1]), values(a=[None, 1])),
        (values(a=[False, True]), values(a=[None, True])),
        (values(a=[0.0, 1.0]), values(a=[None, 1.0])),
        (values(a=[1]), values(b=[1])),
        (values(a=[1], b=[2]), values(b=[2], a=[1])),
        (values(a=[1]), values(a=[1.0])),
        (values(a=[1]), values(a=[1, 1])),
        (values(a=["x", None]), values(a=[None, "x"])),
    ],
)
def test_different_rows_differ(tmp_path: Path, one: pl.DataFrame, other: pl.DataFrame) -> None:
    assert digest(tmp_path, one) != digest(tmp_path, other)


def test_it_is_what_its_documentation_says(tmp_path: Path) -> None:
    rows = values(a=[1, None], b=["é", "x"])

    assert digest(tmp_path, rows) == DIGEST_BY_HAND


def digest_by_hand() -> str:
    """The digest of that table, worked out with the standard library alone."""

    def sha(data: bytes) -> str:
        return hashlib.sha256(data).hexdigest()

    numbers = (1).to_bytes(8, "little") + bytes(8)
    lengths = (2).to_bytes(4, "little") + (1).to_bytes(4, "little")
    columns = [
        {"name": "a", "type": "int64", "values": sha(numbers), "present": sha(b"\x01\x00")},
        {"name": "b", "type": "string", "values": sha("éx".encode()), "lengths": sha(lengths)},
    ]
    document = {"format": "medgen rows 1", "rows": 2, "columns": columns}
    return sha(json.dumps(document, sort_keys=True, separators=(",", ":")).encode())


DIGEST_BY_HAND = digest_by_hand()
