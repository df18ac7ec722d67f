"""The same functions as machine code, for exercises so large that compiling pays (ADR 0043)."""

from collections.abc import Callable
from dataclasses import dataclass
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from medgen_assets.machine_code.loading import loaded
from medgen_assets.machine_code.native import object_code
from medgen_assets.machine_code.translation import is_number, llvm_text
from medgen_assets.simulation.care.flow import (
    admission,
    blood,
    chance,
    clock,
    compiled_parts,
    endings,
    entering,
    expectant,
    front,
    healing,
    home,
    journey,
    lines,
    losses,
    surge,
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
    expectant,
    blood,
    admission,
    home,
    vehicles,
    transport,
    journey,
    losses,
    surge,
    entering,
    front,
)
"""What comes later stands in for what bears its name before."""
ENTRIES = ("advance", "close", "push")
"""Functions that Python calls."""


@dataclass(frozen=True)
class Flow:
    """How a front is run: as plain functions on lists, or compiled on arrays."""

    advance: Callable[[Memory, Events, Memory, int, int], bool]
    close: Callable[[Memory, Events, int], int]
    push: Callable[[Events, int, int, int, int], Any]
    is_compiled: bool


def plain_flow() -> Flow:
    """The functions as they stand."""
    return Flow(front.advance, front.close, clock.push, is_compiled=False)


def machine_code() -> bytes:
    """The functions as an object file for this machine; takes a second."""
    return object_code(llvm_text(functions(), ENTRIES))


def compiled_flow(code: bytes) -> Flow:
    """The functions of an object file that `machine_code` made on such a machine.

    Machine code takes the memory as a bare address: nothing is checked on the way.
    """
    known = functions()
    arguments = {
        name: [
            is_number(kind) for argument, kind in known[name].__annotations__.items() if argument != "return"
        ]
        for name in ENTRIES
    }
    native = loaded(code, arguments)
    advance, close, push = (called_with_arrays(native[name]) for name in ENTRIES)
    return Flow(advance, close, push, is_compiled=True)


def called_with_arrays(function: Callable[..., int]) -> Callable[..., Any]:
    """A function of addresses as one of arrays."""

    def call(*arguments: Any) -> int:
        return function(*(item.ctypes.data if isinstance(item, np.ndarray) else item for item in arguments))

    return call


def functions() -> dict[str, FunctionType]:
    """What becomes machine code, by name."""
    return {function.__name__: function for module in MODULES for function in functions_of(module)}


def functions_of(module: ModuleType) -> list[FunctionType]:
    """The functions that a module defines, in its order."""
    found = vars(module).values()
    return [item for item in found if isinstance(item, FunctionType) and item.__module__ == module.__name__]
