"""Values are spelled so that other readers read the same."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pytest

from medgen_assets.exporters.row_text import CSV_LINES, JSON_OBJECTS, row_texts

TEXTS = [
    "plain",
    "",
    None,
    'a "b"',
    "back\\slash",
    "line\nend",
    "\r",
    "tab\t",
    "\x00",
    "é, ü",
    " lead",
    "null",
    "😀",
]
NUMBERS = [0.1, -2.5, 80.0, 1e300, 1e-7, None, float("nan"), float("inf")]


def as_dictionary(values: list[Any]) -> pa.Array:
    return pa.array(values, pa.string()).dictionary_encode()


def from_json(column: pa.Array) -> list[Any]:
    rows = pa.record_batch([column], names=['odd "name"'])
    return [json.loads(text)['odd "name"'] for text in row_texts(rows, JSON_OBJECTS, "}").to_pylist()]


def from_csv(column: pa.Array) -> list[str]:
    rows = pa.record_batch([pa.array(range(len(column))), column], names=["n", "a"])
    text = "".join(row_texts(rows, CSV_LINES, "\r\n").to_pylist())
    return [row[1] for row in csv.reader(io.StringIO(text, newline=""), strict=True)]


@pytest.mark.parametrize("column", [pa.array(TEXTS), as_dictionary(TEXTS), as_dictionary(TEXTS * 9)])
def test_texts_come_back_from_json(column: pa.Array) -> None:
    assert from_json(column) == column.to_pylist()


@pytest.mark.parametrize("column", [pa.array(TEXTS), as_dictionary(TEXTS), as_dictionary(TEXTS * 9)])
def test_texts_come_back_from_csv(column: pa.Array) -> None:
    assert from_csv(column) == [text or "" for text in column.to_pylist()]


def test_an_empty_text_in_csv_is_not_null() -> None:
    rows = pa.record_batch([pa.array(["", None, "x"]), pa.array([1, 2, 3])], names=["a", "b"])

    assert row_texts(rows, CSV_LINES, "\r\n").to_pylist() == ['"",1\r\n', ",2\r\n", "x,3\r\n"]


def test_floats_come_back_exactly_and_what_is_not_finite_is_null() -> None:
    assert from_json(pa.array(NUMBERS, from_pandas=False)) == [*NUMBERS[:5], None, None, None]


@pytest.mark.parametrize(
    "values", [[0, 5, None], [-1, 3], [2**62, 1], [4095, 4096], [None, None], [7]], ids=str
)
def test_integers_come_back(values: list[int | None]) -> None:
    assert from_json(pa.array(values, pa.int64())) == values


def test_booleans_come_back() -> None:
    assert from_json(pa.array([True, False, None])) == [True, False, None]


def test_instants_are_iso_8601_in_utc_to_the_microsecond() -> None:
    instant = datetime(2026, 6, 1, 4, 5, 6, 7, tzinfo=UTC)
    column = pa.array([instant, None], pa.timestamp("us", "UTC"))

    assert from_json(column) == ["2026-06-01T04:05:06.000007Z", None]


def test_days_are_iso_8601() -> None:
    assert from_json(pa.array([date(1999, 12, 31), None])) == ["1999-12-31", None]


def test_many_texts_are_spelled_as_few_are() -> None:
    texts = [f'number "{number}"' for number in range(5000)]

    assert from_json(as_dictionary(texts)) == texts


def test_part_of_a_longer_column_is_spelled_alone() -> None:
    assert from_json(as_dictionary(TEXTS).slice(3, 2)) == TEXTS[3:5]
