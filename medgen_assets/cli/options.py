"""Options that several commands take, each said once, and what the texts given for them mean."""

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from medgen_assets.scenario.model import Scenario

Named = Annotated[str, typer.Argument(help="A file, a stored scenario or a preset.")]
Patients = Annotated[int | None, typer.Option(help="Number of patients, instead of the scenario's.")]
Seed = Annotated[int | None, typer.Option(help="Seed, instead of the scenario's.")]
Replications = Annotated[int, typer.Option(help="Seeds to compare under.")]
Workers = Annotated[int | None, typer.Option(help="Worker processes.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress, no notes.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def asked_scenario(scenario: "Scenario", patients: int | None, seed: int | None) -> "Scenario":
    """The scenario with the number of patients and the seed asked for, resolved."""
    from medgen_assets.defs.exercise import seeded

    return seeded(scenario if patients is None else scenario.with_total_patients(patients), seed)


def listed(names: str) -> tuple[str, ...]:
    """Names by comma, each once, in their order."""
    return tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))


def absolute(out: str | None) -> str | None:
    """The output folder as an absolute path; an address with a scheme stays as it is."""
    from pathlib import Path

    return out if out is None or "://" in out else str(Path(out).expanduser().absolute())
