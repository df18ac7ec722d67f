"""The options of the pool are validated together and say what is wrong with them."""

from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.store.options import PoolOptions


def test_the_defaults_are_those_of_the_plan() -> None:
    options = PoolOptions()

    assert (options.max_idle_seconds, options.wait_seconds, options.connect_seconds) == (30, 5, 2)
    assert (options.startup_seconds, options.tcp_user_seconds) == (3, 10)


def test_each_purpose_has_a_limit_of_its_own() -> None:
    options = PoolOptions(lookup_seconds=1, search_seconds=2, bulk_seconds=3)

    assert [options.statement_seconds(purpose) for purpose in ("lookup", "search", "bulk")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"min_size": 3, "max_size": 2}, "min_size"),
        ({"max_size": 0}, "max_size"),
        ({"min_size": -1}, "min_size"),
        ({"max_size": 2.5}, "max_size"),
        ({"max_size": True}, "max_size"),
        ({"max_waiting": 0}, "max_waiting"),
        ({"wait_seconds": 0}, "wait_seconds"),
        ({"wait_seconds": float("nan")}, "wait_seconds"),
        ({"connect_seconds": float("inf")}, "connect_seconds"),
        ({"search_seconds": "10"}, "search_seconds"),
    ],
)
def test_a_bad_option_is_named(values: dict[str, Any], name: str) -> None:
    with pytest.raises(BadInput, match=name):
        PoolOptions(**values)


def test_all_bad_options_are_named_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        PoolOptions(min_size=-1, wait_seconds=-1, bulk_seconds=-1)

    assert [problem.path for problem in refused.value.problems] == [
        "min_size",
        "wait_seconds",
        "bulk_seconds",
    ]
