"""Whatever changes an answer changes its key, and nothing else does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations

import pytest

from medgen_assets.caching import answer_key


@dataclass
class Asked:
    """A question with two parts."""

    query: str
    limit: int = 10


ALL_DIFFERENT = [
    1,
    "1",
    1.0,
    True,
    b"1",
    None,
    [1],
    (1,),
    {1},
    {1: "x"},
    {"1": "x"},
    {"1": ["x"]},
    Asked("1"),
    Asked("1", 11),
    datetime(2026, 6, 1, tzinfo=UTC),
]


def test_different_values_have_different_keys() -> None:
    alike = [pair for pair in combinations(ALL_DIFFERENT, 2) if answer_key(pair[0]) == answer_key(pair[1])]

    assert alike == []


def test_equal_values_have_equal_keys() -> None:
    assert answer_key(Asked("rib", 5), {"a": 1, "b": [2]}) == answer_key(Asked("rib", 5), {"b": [2], "a": 1})


def test_parts_do_not_run_together() -> None:
    assert answer_key("a", "bc") != answer_key("ab", "c")


def test_a_value_without_identity_is_refused() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        answer_key(bytearray(b"1"))
