"""Each construct of the language gives as machine code what it gives as Python, and nothing else is taken."""

from itertools import product
from types import FunctionType
from typing import Any

import numpy as np
import pytest

from medgen_assets.machine_code.body import Untranslatable
from medgen_assets.machine_code.flat import flat_code, placed
from medgen_assets.machine_code.native import Functions, linked, object_code
from medgen_assets.machine_code.translation import is_number, llvm_text

Row = list[int]

THREE = 3
STRIDE = 2


def arithmetic(a: int, b: int) -> int:
    return (a + b) * THREE - (a & 7) + (b | 1) - (a ^ b) + -b


def quotients(a: int, b: int) -> int:
    return a // (b * 2 + 1) * 1000 + a // 7 * 10 + a // -3


def shifts(a: int, b: int) -> int:
    return (a << 3) + ((a + 100) >> 2 & 5) + (b << 1)


def chains(a: int, b: int) -> bool:
    return -3 < a <= b < THREE


def truths(a: int, b: int) -> bool:
    return (a > 0 and b > 0) or (not a and b != 2) or not (a < b or a == 3)


def members(a: int, b: int) -> int:
    return (1 if a in (1, b, 4) else 2) + (10 if b not in (0, 3) else 20)


def extremes(a: int, b: int) -> int:
    return max(a, b, 2) * 100 + min(a, b, -2, 7)


def choice(a: int, b: int) -> int:
    kind = a if a > b else b * 2
    return kind + (5 if a == 0 or b == 0 else 6)


def branches(a: int, b: int) -> int:
    if a < 0:
        found = 1
    elif a == 0 and b:
        return 2
    else:
        found = 3
        if b > 2:
            found += 4
    found *= 10
    return found


def ranges(a: int, b: int) -> int:
    total = 0
    for turn in range(a, 9, STRIDE):
        if turn == b:
            continue
        if turn > 7:
            break
        total += turn * 10
    for _ in range(b):
        total -= 1
    return total


def whiles(a: int, b: int) -> int:
    total, left = a, b
    while left > 0 and total < 50:
        left, total = left - 1, total + left
    return total * 10 + left


def swaps(a: int, b: int) -> int:
    a, b = b, a
    return a * 100 + b


def kept_together(a: int, b: int) -> int:
    x = y = a - b
    return x * y


def nothing(a: int, b: int) -> None:
    """Does what it says."""


def calling(a: int, b: int) -> int:
    nothing(a, b)
    return branches(a, choice(b, a)) + (1 if chains(a, b) else 0)


def deep(a: int, b: int) -> int:
    return a if b <= 0 else deep(a + b, b - 1)


def large(a: int, b: int) -> int:
    bits = ((a + 10) * 0x9E3779B97F4A7C15 + b + 10) & 0xFFFFFFFFFFFFFFFF
    bits = ((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9) & 0xFFFFFFFFFFFFFFFF
    return bits >> 12


def in_rows(row: Row, a: int, b: int) -> int:
    row[a + 5] += 7
    row[b + 5] = row[a + 5] * 2
    row[0], row[1] = row[1], row[0] + 1
    for place in range(12):
        row[place] |= 1
    return row[a + 5] - row[11]


ALL = (
    arithmetic, quotients, shifts, chains, truths, members, extremes, choice, branches, ranges, whiles, swaps,
    kept_together, nothing, calling, deep, large, in_rows,
)  # fmt: skip
FUNCTIONS: dict[str, FunctionType] = {
    function.__name__: function for function in ALL if isinstance(function, FunctionType)
}


@pytest.fixture(scope="module", params=["placed", "linked"])
def native(request: pytest.FixtureRequest) -> Functions:
    """All functions as machine code, placed by ourselves or linked by LLVM."""
    kinds = {
        name: [is_number(kind) for argument, kind in function.__annotations__.items() if argument != "return"]
        for name, function in FUNCTIONS.items()
    }
    file = object_code(llvm_text(FUNCTIONS, FUNCTIONS))
    if request.param == "linked":
        return linked(file, kinds)
    flat = flat_code(file)
    assert flat is not None
    return placed(flat, kinds)


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "in_rows"])
def test_a_construct_gives_the_same_both_ways(native: Functions, name: str):
    for a, b in product(range(-5, 6), repeat=2):
        assert native[name](a, b) == int(FUNCTIONS[name](a, b) or 0), (a, b)


def test_rows_are_changed_the_same_both_ways(native: Functions):
    for a, b in product(range(-5, 6), repeat=2):
        plain, compiled = list(range(3, 15)), np.arange(3, 15)

        assert native["in_rows"](compiled.ctypes.data, a, b) == in_rows(plain, a, b)
        assert compiled.tolist() == plain


def with_remainder(a: int) -> int:
    return a % 3


def with_float(a: int) -> int:
    return a + 0.5  # type: ignore[return-value]


def with_list(a: int) -> int:
    return len([a])


def with_stranger(a: int) -> int:
    return abs(a)


def with_step_backwards(a: int) -> int:
    for turn in range(a, 0, -1):
        a += turn
    return a


def with_try(a: int) -> int:
    try:
        return a
    finally:
        a += 1


def with_unknown_name(a: int) -> int:
    return a + UNKNOWN  # type: ignore[name-defined]  # noqa: F821


@pytest.mark.parametrize(
    "function",
    [with_remainder, with_float, with_list, with_stranger, with_step_backwards, with_try, with_unknown_name],
)
def test_what_is_not_in_the_language_is_refused_by_name(function: Any):
    with pytest.raises(Untranslatable, match=function.__name__):
        llvm_text({function.__name__: function}, [])


@pytest.mark.parametrize("file", [b"", b"#!/bin/sh", b"\xcf\xfa\xed\xfe\x0c\0\0\x01"])
def test_what_is_no_object_file_of_linux_is_not_flat(file: bytes):
    assert flat_code(file) is None


def test_code_with_something_to_fill_in_is_not_flat():
    call = "%b = call i64 @elsewhere(i64 %a)"
    text = f"declare i64 @elsewhere(i64)\ndefine i64 @calling(i64 %a) {{\n  {call}\n  ret i64 %b\n}}"

    assert flat_code(object_code(text)) is None
