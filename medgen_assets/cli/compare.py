"""`medgen compare`: the same casualties under two ways of care."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medgen_assets.cli.answers import say, say_json, table
from medgen_assets.cli.options import (
    AsJson,
    Named,
    Patients,
    Quiet,
    Replications,
    Seed,
    Workers,
    absolute,
    asked_scenario,
)

if TYPE_CHECKING:
    from medgen_assets.scenario.model import Scenario

SHOWN = 20
"""Casualties named on the terminal; all of them are in the files and in the JSON object."""
TURNED = (
    "seed", "patient_id", "lives_in", "dies_as", "died_after_minutes", "last_role", "died_waiting_for", "because_of",
)  # fmt: skip


def compare(  # noqa: PLR0913, each is an option of the command
    a: Named,
    b: Named,
    *,
    replications: Replications = 1,
    patients: Patients = None,
    seed: Seed = None,
    out: Annotated[
        str | None, typer.Option(help="Folder for comparison.json, turned.csv and a page.")
    ] = None,
    workers: Workers = None,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> None:
    """Compare the fates of the same casualties under two scenarios that differ in care alone."""
    from medgen_assets.defs.lookup import found_scenario

    one, other = (found_scenario(named).loaded.scenario for named in (a, b))
    found = Twin(*paired(one, other, patients, seed), replications).compared(workers, is_quiet=quiet)
    pages = written(out, found)
    if as_json:
        say_json(found | pages)
    else:
        say(*comparison_lines(found), *pages.values())


def paired(
    one: "Scenario", other: "Scenario", patients: int | None, seed: int | None
) -> tuple["Scenario", "Scenario"]:
    """Both scenarios with the same number of patients and the same seed, resolved; raises BadInput."""
    from medgen_assets.errors import BadInput, Problem

    if seed is None and one.seed is not None and other.seed is not None and one.seed != other.seed:
        rule = "the two scenarios would not have the same casualties."
        raise BadInput(
            [Problem("seed", f"{one.seed} in A and {other.seed} in B", rule, "Give one by --seed.")]
        )
    first = asked_scenario(one, patients, seed if seed is not None or one.seed is not None else other.seed)
    return first, asked_scenario(other, patients, first.seed)


@dataclass(frozen=True)
class Twin:
    """Two resolved scenarios with one seed, and under how many seeds they are compared."""

    one: "Scenario"
    other: "Scenario"
    replications: int

    @classmethod
    def of(cls, asked: "Scenario", named: str, replications: int) -> "Twin":
        """The scenario that is generated and another for its casualties; raises BadInput before any work."""
        from medgen_assets.defs.comparison_work import refuse_pair
        from medgen_assets.defs.lookup import found_scenario

        other = found_scenario(named).loaded.scenario
        twin = cls(*paired(asked, other, asked.total_patients, asked.seed), replications)
        refuse_pair(twin.one, twin.other, replications)
        return twin

    def compared(self, workers: int | None, *, is_quiet: bool) -> dict[str, Any]:
        """The comparison as plain values, with a line of progress on stderr; raises BadInput."""
        from medgen_assets.cli.progress_line import ProgressLine
        from medgen_assets.defs.comparison_work import replications
        from medgen_assets.defs.resources import workers_for
        from medgen_assets.simulation.comparison.replications import document

        processes = workers_for(workers)
        with ProgressLine(is_silent=is_quiet) as line:
            runs = replications(self.one, self.other, self.replications, processes, line.show)
            return document(self.one, self.other, list(runs))


def written(out: str | None, found: dict[str, Any]) -> dict[str, str]:
    """Where the files of a comparison were written, by name; nothing without a folder."""
    from pathlib import Path

    from medgen_assets.report.comparison_page import write_comparison

    folder = absolute(out)
    return {} if folder is None else {name: str(path) for name, path in write_comparison(Path(folder), found)}


def comparison_lines(found: dict[str, Any]) -> list[str]:
    """The comparison for people: every measure, then whose life hung on it."""
    a, b, runs, rows = found["a"]["name"], found["b"]["name"], found["replications"], found["turned"]
    begin = (
        f"A {a}, B {b}: {found['patients']:,} casualties, {runs} replications from seed {found['seeds'][0]}."
    )
    more = len(rows) - SHOWN
    return [
        begin,
        *([] if runs > 1 else ["One replication has no interval: ask for --replications 10."]),
        "",
        *table(found["differences"], ("measure", "a", "b", "difference", "low", "high")),
        "",
        f"Live in A alone: {found['live_only_in_a']:,}. Live in B alone: {found['live_only_in_b']:,}.",
        *table(rows[:SHOWN], TURNED),
        *([f"… and {more:,} more."] if more > 0 else []),
    ]
