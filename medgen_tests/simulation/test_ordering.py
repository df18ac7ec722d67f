"""The order of what happened: equal moments keep the order in which they were given."""

import numpy as np
import pytest

from medgen_assets.simulation.ordering import (
    by_patient_and_second,
    by_several,
    first_by_key,
    first_of_each,
    in_order,
    is_one_of,
    numbered_within,
)

NEAR = np.array([7, 3, 7, 0, 3, 7])
FAR = NEAR << 58
"""Keys so large that there is no room for a position beside them."""


@pytest.mark.parametrize("keys", [NEAR, FAR, NEAR[:0]])
def test_equal_keys_keep_their_order(keys: np.ndarray[tuple[int], np.dtype[np.int64]]) -> None:
    assert in_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()


def test_patients_come_before_moments() -> None:
    patient, second = np.array([9, 8, 9, 8]), np.array([0, 5, 0, 4])

    assert by_patient_and_second(patient, second).tolist() == [3, 1, 0, 2]


@pytest.mark.parametrize("second", [[1, 1, 2, 0], [2, 1, 1, 1]])
def test_the_next_key_decides_where_the_first_is_the_same(second: list[int]) -> None:
    first, last = np.array([4, 4, 4, 5]), np.array([2, 2, 1, 0])
    keys = list(zip(first.tolist(), second, last.tolist(), strict=True))

    assert [keys[row] for row in by_several(first, np.array(second), last)] == sorted(keys)


@pytest.mark.parametrize("keys", [[], [3], [3, 3, 4]])
def test_what_lies_in_order_stays_where_it_is(keys: list[int]) -> None:
    assert by_several(np.array(keys, dtype=np.int64)).tolist() == [*range(len(keys))]


def test_the_first_of_each_key_stands_where_it_stood() -> None:
    assert first_of_each(NEAR).tolist() == [0, 1, 3]


def test_the_first_of_each_key_comes_in_order_of_the_keys() -> None:
    assert first_by_key(NEAR).tolist() == [3, 1, 0]


def test_numbers_begin_anew_with_each_patient() -> None:
    assert numbered_within(np.array([4, 4, 5, 7, 7, 7])).tolist() == [0, 1, 0, 0, 1, 2]
    assert numbered_within(np.array([], dtype=np.int64)).tolist() == []


def test_a_key_is_one_of_the_chosen_or_it_is_not() -> None:
    nothing = np.array([], dtype=np.int64)

    assert is_one_of(NEAR, np.array([3, 9])).tolist() == [False, True, False, False, True, False]
    assert is_one_of(NEAR, nothing).tolist() == [False] * 6
    assert is_one_of(nothing, NEAR).tolist() == []
