"""Switches of the findings catalogue: each turns one way of saving work off, and changes no answer."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from medgen_assets.errors import BadInput, Problem

VARIABLE = "MEDGEN_FINDINGS_OFF"


@dataclass(frozen=True)
class FindingSwitches:
    """What is on."""

    cache: bool = True
    """Answers of searches are kept while the catalogue does not change."""
    batch_search: bool = True
    """Many queries go to the database as one statement."""
    concurrent_load: bool = True
    """Many files are read in several processes."""
    incremental: bool = True
    """Files of which nothing has changed are not read again."""


def off_by_variable() -> list[str] | None:
    """What the variable names as off; None when it is not set."""
    named = os.environ.get(VARIABLE)
    return None if named is None else named.replace(",", " ").split()


def switches_without(off: Iterable[str]) -> FindingSwitches:
    """All on but for these; raises BadInput for a name that is none of a switch."""
    known, off = [field.name for field in fields(FindingSwitches)], list(off)
    if unknown := [name for name in off if name not in known]:
        rule = f"the switches are {', '.join(known)}."
        raise BadInput([Problem(VARIABLE, repr(name), rule) for name in unknown])
    return replace(FindingSwitches(), **dict.fromkeys(off, False))
