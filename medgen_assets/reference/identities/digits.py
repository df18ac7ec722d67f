"""Digits as columns: numbers split into digits, digits joined into texts, check digits."""

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

Digits = NDArray[np.int64]
"""People x places; a single column may be one-dimensional."""
Texts = NDArray[np.bytes_]
ZERO = ord("0")
KNOWN_WIDTH = 3
"""Digits that are looked up at once: a table of a thousand rows."""


def digits(numbers: NDArray[np.int64], width: int) -> Digits:
    """The last `width` decimal digits of each number, highest first."""
    if width > KNOWN_WIDTH:
        higher = digits(numbers // 10**KNOWN_WIDTH, width - KNOWN_WIDTH)
        return np.concatenate([higher, digits(numbers, KNOWN_WIDTH)], axis=1)
    found: Digits = digits_of_all(width)[numbers % 10**width]
    return found


@cache
def digits_of_all(width: int) -> Digits:
    """The digits of every number of so many."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return (np.arange(10**width)[:, None] // powers) % 10


def side_by_side(*parts: Digits) -> Digits:
    """Groups of digits as one table; one-dimensional parts are one place."""
    return np.concatenate([part[:, None] if part.ndim == 1 else part for part in parts], axis=1)


def weighted(places: Digits, weights: Sequence[int]) -> NDArray[np.int64]:
    """Sum of each place times its weight."""
    return places @ np.array(weights, dtype=np.int64)


def texts(*parts: Digits | NDArray[np.uint8] | str) -> Texts:
    """One text a person out of digits (int64), letters (uint8 codes) and fixed signs (str)."""
    count = next(len(part) for part in parts if not isinstance(part, str))
    table = np.concatenate([signs(part, count) for part in parts], axis=1)
    joined: Texts = np.ascontiguousarray(table).view(f"S{table.shape[1]}").ravel()
    return joined


def signs(part: Digits | NDArray[np.uint8] | str, count: int) -> NDArray[np.uint8]:
    """A part of a text as people x places of character codes."""
    if isinstance(part, str):
        return np.broadcast_to(np.frombuffer(part.encode("ascii"), dtype=np.uint8), (count, len(part)))
    columns = part[:, None] if part.ndim == 1 else part
    return columns.astype(np.uint8) if columns.dtype == np.uint8 else (columns + ZERO).astype(np.uint8)


def letters(alphabet: str, positions: NDArray[np.int64]) -> NDArray[np.uint8]:
    """Letters of an alphabet by position."""
    return np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8)[positions]


def luhn(places: Digits) -> NDArray[np.int64]:
    """Check digit of ISO/IEC 7812 (Luhn)."""
    doubled = places.copy()
    doubled[:, ::-1][:, ::2] *= 2
    check: NDArray[np.int64] = -(doubled // 10 + doubled % 10).sum(axis=1) % 10
    return check


def mod_11_10(places: Digits) -> NDArray[np.int64]:
    """Check digit of ISO 7064 MOD 11,10."""
    product = np.full(len(places), 10, dtype=np.int64)
    for column in places.T:
        total = (column + product) % 10
        product = 2 * np.where(total == 0, 10, total) % 11
    return (11 - product) % 10


ROTATIONS = 5
VERHOEFF_ORDER = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)
"""The permutation of Verhoeff's scheme (Verhoeff 1969, Error Detecting Decimal Codes)."""
VERHOEFF_INVERSE = np.array([0, 4, 3, 2, 1, 5, 6, 7, 8, 9])


def dihedral(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Product in the dihedral group of order ten, elements 0-4 rotations, 5-9 reflections."""
    is_rotation = left < ROTATIONS
    turned = np.where(is_rotation, left + right, left - right) % ROTATIONS
    return np.where(is_rotation == (right < ROTATIONS), turned, turned + ROTATIONS)


def verhoeff(places: Digits) -> NDArray[np.int64]:
    """Check digit of Verhoeff's scheme."""
    order = np.array(VERHOEFF_ORDER)
    permuted = np.arange(10)
    interim = np.zeros(len(places), dtype=np.int64)
    for column in places.T[::-1]:
        permuted = order[permuted]
        interim = dihedral(interim, permuted[column])
    return VERHOEFF_INVERSE[interim]
