"""Rules between the fields of a scenario, read from the document so that all broken ones are found at once.

Each check looks only at values that are well-formed; what is not has its own problem already.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from medgen_assets.errors import Problem
from medgen_assets.scenario.checks.events import events_fit
from medgen_assets.scenario.checks.facilities import facilities_are_possible
from medgen_assets.scenario.checks.names import names_are_known, nothing_twice
from medgen_assets.scenario.checks.replaced import overrides_are_whole
from medgen_assets.scenario.checks.sums import sums_are_right

Check = Callable[[Mapping[str, Any]], Iterator[Problem]]

CHECKS: tuple[Check, ...] = (
    sums_are_right,
    names_are_known,
    nothing_twice,
    facilities_are_possible,
    events_fit,
    overrides_are_whole,
)


def broken_rules(document: Any) -> Iterator[Problem]:
    """Every rule between fields that a plain document breaks."""
    if not isinstance(document, Mapping):
        return iter(())
    return chain.from_iterable(check(document) for check in CHECKS)
