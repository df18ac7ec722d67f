"""The rules that figures of operations must keep: shares within 0-1, sums of 1, bounds in order, factors above 0."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import fsum, isfinite

from medgen_assets.errors import BadInput, Problem

SUM_TOLERANCE = 1e-9


def refuse(where: str, broken: Iterable[tuple[str, object, str]]) -> None:
    """Raise one BadInput that lists every (field, value, rule), or nothing when there is none."""
    problems = [Problem(f"{where} {field}", str(value), rule, "Correct it.") for field, value, rule in broken]
    if problems:
        raise BadInput(problems)


def not_shares(figures: Mapping[str, float]) -> list[tuple[str, object, str]]:
    """The figures outside 0-1."""
    rule = "a share is between 0 and 1"
    return [(field, figure, rule) for field, figure in figures.items() if not 0.0 <= figure <= 1.0]


def not_factors(figures: Mapping[str, float]) -> list[tuple[str, object, str]]:
    """The figures that are not finite numbers above 0."""
    rule = "a factor is a finite number above 0"
    return [
        (field, figure, rule) for field, figure in figures.items() if not (figure > 0 and isfinite(figure))
    ]


def not_whole(field: str, shares: Sequence[float]) -> list[tuple[str, object, str]]:
    """Shares that are out of range or do not add up to 1."""
    wrong = not_shares({f"{field}[{place}]": share for place, share in enumerate(shares)})
    total = fsum(shares)
    if abs(total - 1.0) > SUM_TOLERANCE:
        wrong.append((field, f"{list(shares)}, which adds up to {total:g}", "the shares add up to 1"))
    return wrong


def not_ascending(field: str, bounds: Sequence[float]) -> list[tuple[str, object, str]]:
    """Bounds below 0 or not in order."""
    is_ordered = all(low <= high for low, high in pairwise(bounds))
    if bounds[0] >= 0 and is_ordered:
        return []
    return [(field, list(bounds), "bounds are 0 or more and in order")]
