"""What must add up: shares to 1, percentages to 100."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum
from typing import Any

from medgen_assets.errors import Problem
from medgen_assets.scenario.checks.reading import Row, at, entries, is_number, rows
from medgen_assets.scenario.places import Places
from medgen_assets.scenario.showing import path_of, shown

TOLERANCE = 5e-6
"""How far a sum may be off, as a part of the whole. Thirds with six decimals (0.333333) or, as percentages,
with four (33.3333) pass; 0.333 does not."""

NEARLY_A_WHOLE = 0.01
"""How near a wrong sum must be to a whole for a hint at what was probably meant, as a part of it."""
PERCENT = 100.0


def sums_are_right(document: Row) -> Iterator[Problem]:
    """Shares of fronts and injury mix, percentages of nations, probabilities of care transitions."""
    mix = at(document, "injury_mix")
    if isinstance(mix, Mapping) and set(mix) == {"battle", "non_battle", "disease"}:
        yield from total_of(("injury_mix",), mix, 1.0, "shares")
    yield from fronts_add_up(document)
    for place, front in rows(document, "fronts"):
        yield from total_of((*place, "nations"), front.get("nations"), PERCENT, "percentages")
    yield from transitions_add_up(document)


def fronts_add_up(document: Row) -> Iterator[Problem]:
    """Shares over the fronts."""
    fronts = document.get("fronts")
    found = list(rows(document, "fronts"))
    if not found or not isinstance(fronts, list | tuple) or len(found) != len(fronts):
        return
    shares = {str(front.get("name", number)): front.get("share") for number, (_, front) in enumerate(found)}
    if len(shares) == len(found):
        yield from total_of(("fronts",), shares, 1.0, "shares")


def total_of(place: Places, parts: Any, whole: float, what: str) -> Iterator[Problem]:
    """A problem when well-formed parts do not add up."""
    numbers = [number for _, number in entries(parts)]
    if not numbers or not all(is_number(number, 0.0, whole) for number in numbers):
        return
    total = fsum(numbers)
    if abs(total - whole) > TOLERANCE * whole:
        rule = f"the {what} must add up to {whole:g}; they add up to {total:.7g}."
        yield Problem(path_of(place), shown(parts), rule, unit_hint(total, numbers, whole))


def unit_hint(total: float, numbers: Sequence[float], whole: float) -> str:
    """A hint when shares were given for percentages, or thirds with too few digits."""
    if whole == PERCENT and abs(total - 1.0) < NEARLY_A_WHOLE:
        return "These are shares; write percentages (35, not 0.35)."
    if abs(total - whole) < NEARLY_A_WHOLE * whole and len(numbers) % 3 == 0:
        return f"Write thirds as {'33.3333' if whole == PERCENT else '0.333333'}."
    return ""


def transitions_add_up(document: Row) -> Iterator[Problem]:
    """Probabilities of the overriding care transitions, by role and triage category."""
    groups: dict[tuple[str, str], dict[str, Any]] = {}
    for _, row in rows(document, "overrides", "care_transitions"):
        pair = str(row.get("from_role")), str(row.get("triage"))
        groups.setdefault(pair, {})[str(row.get("to"))] = row.get("probability")
    for (role, triage), shares in groups.items():
        name = f"from {shown(role)} with {shown(triage)}".replace("'", "")
        yield from total_of(("overrides", "care_transitions"), shares, 1.0, f"probabilities {name}")
