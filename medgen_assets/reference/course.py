"""What is known of the course of casualties without care: whether it kills, how soon, and what comes later."""

from dataclasses import dataclass
from functools import cache

from medgen_assets.reference.tables import yaml_table
from medgen_assets.vocabulary import CasualtyClass, Hemorrhage, LethalCause

CAUSES = tuple(LethalCause)


@dataclass(frozen=True)
class DosageBand:
    """One band of inhaled nerve-agent dosage."""

    dosage: float
    """Lower end (mg.min/m3)."""
    dies: float
    """Chance of death without care."""
    minutes: float
    """Median time to it."""


@dataclass(frozen=True)
class Sepsis:
    """The late death from an infected wound."""

    dies_by_group: dict[str, float]
    """Chance without care by treatment group of a wound of severity 4 and more."""
    serious_factor: float
    """Factor on it at severity 3."""
    minutes: float
    variation: float
    least_minutes: float


@dataclass(frozen=True)
class Course:
    """Figures of the untreated course; units and sources stand in course.yaml."""

    lethal_by_severity: tuple[float, ...]
    """By worst severity 0..6, a share."""
    self_limiting: dict[Hemorrhage, tuple[float, ...]]
    """By severity 0..6, a share."""
    class_factor: dict[CasualtyClass, float]
    simedis_factor: float
    """Minutes."""
    simedis_exponent: float
    untreated_variation: float
    untreated_minutes: dict[LethalCause, dict[int, float]]
    """By worst severity 3..6."""
    band_by_severity: dict[int, tuple[int, ...]]
    bands: dict[int, DosageBand]
    agent_variation: float
    sepsis: Sepsis


@cache
def course() -> Course:
    """The course of casualties (read only)."""
    values = yaml_table("course").values
    agent = values["nerve_agent"]
    return Course(
        lethal_by_severity=tuple(values["lethal_by_severity"]),
        self_limiting={Hemorrhage(kind): tuple(row) for kind, row in values["self_limiting"].items()},
        class_factor={CasualtyClass(name): factor for name, factor in values["class_factor"].items()},
        simedis_factor=values["simedis"]["factor"],
        simedis_exponent=values["simedis"]["exponent"],
        untreated_variation=values["untreated_variation"],
        untreated_minutes={LethalCause(cause): row for cause, row in values["untreated_minutes"].items()},
        band_by_severity={severity: tuple(row) for severity, row in agent["band_by_severity"].items()},
        bands={band: DosageBand(**figures) for band, figures in agent["bands"].items()},
        agent_variation=agent["variation"],
        sepsis=Sepsis(**values["sepsis"]),
    )
