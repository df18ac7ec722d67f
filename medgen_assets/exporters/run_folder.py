"""The folder of one run, `OUT/<scenario>/<run>/`: made once, never overwritten, filled file by whole file."""

import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import polars as pl

from medgen_assets.errors import BadInput, Problem
from medgen_assets.exporters.layout import SCENARIO, batch_file, single_file
from medgen_assets.exporters.provenance import Provenance
from medgen_assets.exporters.table_writer import TableWriter, table_writer
from medgen_assets.files import write_whole, writing

SCENARIO_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
FINGERPRINT = re.compile(r"[0-9a-f]{12,64}")
SHORT_FINGERPRINT = 8
"""Letters of the fingerprint in a run's name. Assumption: 8, because the time already tells runs apart."""


@dataclass(frozen=True)
class RunFolder:
    """A run's folder; the same value in every process that works on the run."""

    path: Path

    @classmethod
    def create(cls, out: Path, scenario: str, fingerprint: str, now: datetime) -> "RunFolder":
        """Make a new, empty folder `out/<scenario>/<UTC time>-<short fingerprint>`.

        Raises BadInput for a name that could lead elsewhere, OutputFailed when the folder cannot be made.
        """
        _refuse_bad_names(out, scenario, fingerprint)
        name = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{fingerprint[:SHORT_FINGERPRINT]}"
        with writing(out / scenario):
            (out / scenario).mkdir(parents=True, exist_ok=True)
        _refuse_detour(out, scenario)
        return cls(_first_free(out / scenario, name))

    def batch_writer(
        self, table: str, batch: int, provenance: Provenance
    ) -> AbstractContextManager[TableWriter]:
        """Open one batch of a table for appending."""
        return table_writer(self.path / batch_file(table, batch), provenance.key_values())

    def write_table(self, table: str, rows: pl.DataFrame, provenance: Provenance) -> Path:
        """Write a table that has no batches."""
        return self.write_parts(table, [rows], provenance)

    def write_parts(self, table: str, parts: Iterable[pl.DataFrame], provenance: Provenance) -> Path:
        """Write a table that has no batches part by part, of which there is at least one."""
        path = self.path / single_file(table)
        with table_writer(path, provenance.key_values()) as writer:
            for rows in parts:
                writer.append(rows)
        return path

    def write_scenario(self, document: str) -> Path:
        """Write the scenario document, resolved, as YAML text."""
        return write_whole(self.path / SCENARIO, document)


def _refuse_bad_names(out: Path, scenario: str, fingerprint: str) -> None:
    problems = []
    if "://" in str(out) or re.match(r"^[a-z0-9]+:/[^/]", str(out)):
        rule = "only local folders can be written so far."
        problems.append(Problem("--out", repr(str(out)), rule, "Name a folder of this machine."))
    if not SCENARIO_NAME.fullmatch(scenario):
        rule = "a scenario's name is a small letter and up to 62 small letters, digits and _."
        problems.append(Problem("name", repr(scenario), rule, "Rename the scenario."))
    if not FINGERPRINT.fullmatch(fingerprint):
        problems.append(Problem("fingerprint", repr(fingerprint), "a fingerprint is 12 to 64 hex digits."))
    if problems:
        raise BadInput(problems)


def _refuse_detour(out: Path, scenario: str) -> None:
    """A link in place of the scenario's folder would lead the run out of the folder that was asked for."""
    if (out / scenario).resolve() != out.resolve() / scenario:
        rule = "it is a link, and a run stays inside the folder it is asked to write to."
        raise BadInput([Problem(str(out / scenario), "elsewhere", rule, "Remove the link.")])


def _first_free(folder: Path, name: str) -> Path:
    """Make the first folder of this name, name-2, name-3 … that nobody has."""
    with writing(folder / name):
        for candidate in _candidates(folder, name):
            try:
                candidate.mkdir()
            except FileExistsError:
                continue
            return candidate
    raise AssertionError("names never run out")


def _candidates(folder: Path, name: str) -> Iterator[Path]:
    yield folder / name
    yield from (folder / f"{name}-{number}" for number in count(2))
