"""The same functions as machine code, for exercises so large that compiling pays (ADR 0040).

Numba is imported only here, and late: that alone takes a second. Machine code is kept in the folder that the
environment variable NUMBA_CACHE_DIR names, else beside the source.
"""

import ctypes
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    losses,
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
    losses,
    front,
)
"""What comes later stands in for what bears its name before."""


@dataclass(frozen=True)
class Flow:
    """How a front is run: as plain functions on lists, or compiled on arrays."""

    enter: Callable[[Memory, Events, Memory, int, int], int]
    advance: Callable[[Memory, Events, int], bool]
    close: Callable[[Memory, Events, int], int]
    push: Callable[[Events, int, int, int, int], None]
    is_compiled: bool


def plain_flow() -> Flow:
    """The functions as they stand."""
    return Flow(front.enter, front.advance, front.close, clock.push, is_compiled=False)


@cache
def compiled_flow() -> Flow:
    """The functions as machine code; the first time on a machine compiling takes some ten seconds.

    Machine code takes the memory as a bare address: an array would be counted and checked at every call.
    """
    numba: Any = import_module("numba")  # a second, and 60 MB

    names: dict[str, Any] = {}
    functions: dict[str, FunctionType] = {}
    for module in MODULES:
        names |= constants_of(module)
        functions |= {function.__name__: function for function in functions_of(module)}
    try:
        return flow_of(numba, functions, names)  # kept machine code holds all that is called
    except numba.core.errors.NumbaError:
        return flow_of(numba, functions, names | compiled(numba, functions, names))


def flow_of(numba: Any, functions: dict[str, FunctionType], names: dict[str, Any]) -> Flow:
    """What Python calls, from machine code that is kept, else compiled with what stands under `names`."""
    enter, advance, close, push = (
        called_with_addresses(
            numba.cfunc(signature_of(functions[name]), cache=True)(rebound(functions[name], names)).ctypes
        )
        for name in ENTRIES
    )
    return Flow(enter, advance, close, push, is_compiled=True)


def compiled(numba: Any, functions: dict[str, FunctionType], constants: dict[str, Any]) -> dict[str, Any]:
    """All functions as machine code that other machine code can call."""
    names = dict(constants)
    for name, function in in_calling_order(functions).items():
        make = numba.njit(
            signature_of(function), error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True
        )
        names[name] = make(rebound(function, names))
    return names


def address_of(row: NDArray[np.int64]) -> Any:
    """Where the numbers of a row lie."""
    return row.ctypes.data_as(ctypes.POINTER(ctypes.c_int64))


def called_with_addresses(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of addresses as one of arrays."""

    def call(*arguments: Any) -> Any:
        return function(*(address_of(item) if isinstance(item, np.ndarray) else item for item in arguments))

    return call


def in_calling_order(functions: dict[str, FunctionType]) -> dict[str, FunctionType]:
    """The same functions, each after those that it calls."""
    ordered: dict[str, FunctionType] = {}

    def add(name: str) -> None:
        if name in functions and name not in ordered:
            for called in functions[name].__code__.co_names:
                add(called)
            ordered[name] = functions[name]

    for name in functions:
        add(name)
    return ordered


ENTRIES = ("enter", "advance", "close", "push")
"""Functions that Python calls."""


def signature_of(function: FunctionType) -> Any:
    """Types of a function's numbers, as its annotations have them: else Numba compiles it anew for each constant."""
    numba: Any = import_module("numba")
    kinds = {
        Memory: numba.types.CPointer(numba.int64),
        int: numba.int64,
        bool: numba.boolean,
        None: numba.void,
    }
    arguments = [kinds[kind] for name, kind in function.__annotations__.items() if name != "return"]
    return kinds[function.__annotations__["return"]](*arguments)


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
