"""What can be asked of a run besides its scenario, checked before anything begins."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from medgen_assets.defs.resources import workers_for
from medgen_assets.defs.run_plan import batch_size_for, chunk_size_for
from medgen_assets.errors import BadInput, Problem
from medgen_assets.exporters.formats import FORMATS
from medgen_assets.scenario.showing import meant


@dataclass(frozen=True)
class ExerciseOptions:
    """Where to, in which formats, how cut, by how many processes; None leaves it to the default."""

    out: str | None = None
    formats: tuple[str, ...] = ()
    batch_size: int | None = None
    chunk_size: int | None = None
    workers: int | None = None
    is_cache_used: bool = True
    is_logged: bool = False
    """Whether Dagster writes its log to the terminal too."""

    def checked(self, patients: int) -> "ExerciseOptions":
        """The same options, if they fit; raises BadInput with every problem."""
        problems = [*format_problems(self.formats), *out_problems(self.out)]
        checks = (
            partial(batch_size_for, patients, self.batch_size),
            partial(chunk_size_for, self.chunk_size),
            partial(workers_for, self.workers),
        )
        for check in checks:
            try:
                check()
            except BadInput as error:
                problems += error.problems
        if problems:
            raise BadInput(problems)
        return self

    def resources(self) -> dict[str, Any]:
        """The options as configuration of the resources of a Dagster run."""
        output_folder = {
            "root": self.out or "",
            "batch_size": self.batch_size or 0,
            "chunk_size": self.chunk_size or 0,
        }
        return {
            "output_folder": {"config": output_folder},
            "distribution_cache": {"config": {"is_used": self.is_cache_used}},
            "workforce": {"config": {"workers": self.workers or 0}},
        }


def out_problems(out: str | None) -> list[Problem]:
    """An address that cannot be written to."""
    if out is None or "://" not in out:
        return []
    return [Problem("--out", repr(out), "only folders of this machine can be written so far.")]


def format_problems(formats: tuple[str, ...]) -> list[Problem]:
    """One problem for each format there is not."""
    return [
        Problem("--formats", repr(name), "there is no such format.", meant(name, FORMATS))
        for name in formats
        if name not in FORMATS
    ]


def refuse_unknown_formats(formats: tuple[str, ...]) -> None:
    """Raise BadInput when there is a format that there is not."""
    problems = format_problems(formats)
    if problems:
        raise BadInput(problems)
