"""The constants of the model, from the modules that hold them, each with the reason written beside it."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from medgen_tests.docs.pages import PROJECT, table

ROOT = PROJECT / "medgen_assets"
FOLDERS = ("scenario", "simulation")
CONVERSION = "originals"
"""Reads documents of the original generator; its figures are no part of the model."""
REASON = re.compile("assumption|source|seen|unit:", re.IGNORECASE)
WRAPPING = re.compile(r"^(?:np\.array|InjuryMix|moment)\((.*)\)$")
PREFIX = re.compile(r"\b(?:CasualtyClass|TriageCategory|Role)\.")


def constants_table() -> str:
    """Every constant of scenario and simulation that states its source, or that it is assumed and why."""
    modules = [module for folder in FOLDERS for module in sorted((ROOT / folder).rglob("*.py"))]
    found = [row for module in modules if CONVERSION not in module.parts for row in constants_of(module)]
    return table(("constant", "value", "meaning, and source or assumption", "module"), found)


def constants_of(module: Path) -> Iterator[tuple[str, str, str, str]]:
    """Constants of one module that are followed by a text with their reason."""
    body = ast.parse(module.read_text("utf-8")).body
    for statement, after in pairwise(body):
        reason = text_of(after)
        if isinstance(statement, ast.Assign | ast.AnnAssign) and REASON.search(reason):
            yield name_of(statement), value_of(statement), reason, module.relative_to(ROOT).as_posix()


def text_of(statement: ast.stmt) -> str:
    """The text of a string that stands alone, on one line; empty for any other statement."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return " ".join(str(statement.value.value).split())
    return ""


def name_of(statement: ast.Assign | ast.AnnAssign) -> str:
    """The name or names that are given a value."""
    targets = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
    names = targets.elts if isinstance(targets, ast.Tuple) else [targets]
    return ", ".join(f"`{ast.unparse(name)}`" for name in names)


def value_of(statement: ast.Assign | ast.AnnAssign) -> str:
    """The value as it is written, without the names of the types around it."""
    value = ast.unparse(statement.value) if statement.value is not None else ""
    bare = PREFIX.sub("", WRAPPING.sub(r"\1", value))
    return f"`{bare}`"
