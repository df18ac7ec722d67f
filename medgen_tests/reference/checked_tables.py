"""Which data files hold what schema, and the list of those that were checked.

medgen does not check the rules of a listed file again when it reads it. `python -m medgen_tests.docs` writes the list.
"""

import ast
from collections.abc import Iterator
from importlib import import_module
from inspect import getsource
from pkgutil import walk_packages

import dataframely as dy
import polars as pl

from medgen_assets import reference
from medgen_assets.reference.tables import DATA, checked_line, csv_table


def shipped_tables() -> dict[str, type[dy.Schema]]:
    """The schema of each data file, as the modules of the reference read it."""
    return dict(
        found
        for module in walk_packages(reference.__path__, f"{reference.__name__}.")
        if not module.ispkg
        for found in tables_read(module.name)
    )


def tables_read(module_name: str) -> Iterator[tuple[str, type[dy.Schema]]]:
    """The files that a module reads by a schema, with the schema."""
    module = import_module(module_name)
    if getattr(module, "csv_table", None) is not csv_table:
        return
    for node in ast.walk(ast.parse(getsource(module))):
        match node:
            case ast.Call(ast.Name("csv_table"), [ast.Constant(str(name)), ast.Name(schema)]):
                yield name, getattr(module, schema)


def listed() -> str:
    """The list as it has to be, after every rule of every table was checked."""
    names = sorted(shipped_tables())
    for name in names:
        proven(name)
    return "".join(f"{checked_line(f'{name}.csv', content(name))}\n" for name in names)


def proven(name: str) -> pl.DataFrame:
    """A table with its rules checked, whatever the list says; raises ValidationError when they do not hold."""
    schema = shipped_tables()[name]
    return schema.validate(csv_table(name, schema))


def content(name: str) -> bytes:
    """The bytes of a data file."""
    return (DATA / f"{name}.csv").read_bytes()
