"""The same functions as machine code, for exercises so large that compiling pays (ADR 0040).

Numba is imported only here, and late: that alone takes a second. Machine code is kept in the folder that the
environment variable NUMBA_CACHE_DIR names, else beside the source.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from types import FunctionType, ModuleType
from typing import Any

from medgen_assets.simulation.care.flow import (
    admission,
    chance,
    clock,
    compiled_parts,
    endings,
    front,
    healing,
    journey,
    lines,
    surgery,
    transport,
    vehicles,
)
from medgen_assets.simulation.care.flow.layout import Events, Memory

MODULES = (
    chance,
    clock,
    compiled_parts,
    lines,
    endings,
    healing,
    surgery,
    admission,
    vehicles,
    transport,
    journey,
    front,
)
"""In the order in which they call one another; what comes later stands in for what bears its name before."""


@dataclass(frozen=True)
class Flow:
    """How a front is run: as plain functions on lists, or compiled on arrays."""

    enter: Callable[[Memory, Events, Memory, int], int]
    advance: Callable[[Memory, Events, int], bool]
    close: Callable[[Memory, Events, int], int]
    push: Callable[[Events, int, int, int, int], None]
    is_compiled: bool


def plain_flow() -> Flow:
    """The functions as they stand."""
    return Flow(front.enter, front.advance, front.close, clock.push, is_compiled=False)


@cache
def compiled_flow() -> Flow:
    """The functions as machine code; the first time on a machine this takes some ten seconds."""
    import numba  # a second, and 60 MB

    def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
        made: Callable[..., Any] = numba.njit(cache=True, error_model="numpy")(function)
        return made

    names: dict[str, Any] = {}
    for module in MODULES:
        names |= constants_of(module)
        for function in functions_of(module):
            names[function.__name__] = compiled(rebound(function, names))
    return Flow(names["enter"], names["advance"], names["close"], names["push"], is_compiled=True)


def constants_of(module: ModuleType) -> dict[str, Any]:
    """The numbers a module names, and NumPy where it uses that."""
    kept = (name for name in vars(module) if name.isupper() or name == "np")
    return {name: vars(module)[name] for name in kept}


def functions_of(module: ModuleType) -> list[FunctionType]:
    """The functions that a module defines, in its order."""
    found = vars(module).values()
    return [item for item in found if isinstance(item, FunctionType) and item.__module__ == module.__name__]


def rebound(function: FunctionType, names: dict[str, Any]) -> FunctionType:
    """The same function, which finds what it calls among other names."""
    copy = FunctionType(function.__code__, names, function.__name__)
    copy.__module__, copy.__qualname__ = function.__module__, function.__qualname__
    return copy
