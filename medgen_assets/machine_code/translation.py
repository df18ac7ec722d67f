"""Plain Python functions of whole numbers as one text of LLVM's language.

What may stand in such a function: arguments that are whole numbers, truth values or rows of whole numbers (known by
their first number); + - * // & | ^ << >>, comparisons, `in` a tuple, and, or, not, min, max, one value if a condition
else another; assignments, if, while, for over a range of positive step, continue, break, return; calls of each other.
`prefetch(row, place)` lets the processor fetch a number.
Numbers have 64 bits, those in a row as many as `rows.Bits` says. As in Python // rounds down; and, or and not give
truth values only; what is shifted to the right is never negative. A test runs each of these both ways.
"""

import ast
import inspect
from collections.abc import Iterable, Mapping
from textwrap import dedent
from types import FunctionType
from typing import Any

from medgen_assets.machine_code.body import Body, inner
from medgen_assets.machine_code.rows import bits_of


def llvm_text(functions: Mapping[str, FunctionType], entries: Iterable[str]) -> str:
    """All functions as one module; `entries` can be called from outside. Raises Untranslatable."""
    names = set(functions)
    parts = [definition(name, function, names) for name, function in functions.items()]
    ways_in = [entry(name, functions[name]) for name in entries]
    return "\n\n".join([*DECLARATIONS, *parts, *ways_in]) + "\n"


DECLARATIONS = (
    "declare i64 @llvm.smin.i64(i64, i64)",
    "declare i64 @llvm.smax.i64(i64, i64)",
    "declare void @llvm.prefetch.p0(ptr, i32, i32, i32)",
)


def definition(name: str, function: FunctionType, functions: set[str]) -> str:
    """One function; all of them give a number, those without a result give 0."""
    source = ast.parse(dedent(inspect.getsource(function))).body[0]
    if not isinstance(source, ast.FunctionDef):
        raise TypeError(f"{name} is no function.")
    arguments = dict(zip((argument.arg for argument in source.args.args), bits_of_all(function), strict=True))
    body = Body(name, arguments, function.__globals__, functions)
    body.write(source.body)
    signature = ", ".join(
        f"ptr noalias %arg.{argument}" if width else f"i64 %arg.{argument}"
        for argument, width in arguments.items()
    )
    return f"define internal i64 @{inner(name)}({signature}) {ATTRIBUTES} {{\n{body.text()}\n}}"


def entry(name: str, function: FunctionType) -> str:
    """A way into a function from outside.

    It is not the function itself: a linker would have to say where one lies that others may call, too.
    """
    arguments = ", ".join(
        f"{'ptr' if width else 'i64'} %{number}" for number, width in enumerate(bits_of_all(function))
    )
    return (
        f"define i64 @{name}({arguments}) {ATTRIBUTES} {{\n"
        f"  %result = call i64 @{inner(name)}({arguments})\n  ret i64 %result\n}}"
    )


def bits_of_all(function: FunctionType) -> list[int]:
    """Bits of a number in each argument that is a row; 0 where it is a number itself."""
    kinds = [kind for argument, kind in function.__annotations__.items() if argument != "return"]
    return [0 if is_number(kind) else bits_of(kind) for kind in kinds]


ATTRIBUTES = 'nounwind noimplicitfloat "no-jump-tables"="true" "no-builtins"'
"""Nothing is raised; no vectors of constants, no tables of addresses, no calls of the C library: nothing to fill in."""


def is_number(annotation: Any) -> bool:
    """Whether an argument is a number; else it is a row of them."""
    return annotation in (int, bool)
