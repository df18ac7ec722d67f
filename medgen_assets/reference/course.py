"""What is known of the course of casualties: how soon injuries kill without care, and what care changes."""

from dataclasses import dataclass
from functools import cache

from medgen_assets.reference.tables import yaml_table
from medgen_assets.vocabulary import CasualtyClass, Role

CAUSES = (
    "hemorrhage_compressible",
    "hemorrhage_junctional",
    "hemorrhage_noncompressible",
    "airway",
    "brain",
    "burn",
    "exposure",
    "illness",
    "other",
)


@dataclass(frozen=True)
class Course:
    """Figures of the untreated course and of care; units and sources stand in course.yaml."""

    lethal_by_severity: tuple[float, ...]
    """By worst severity 0..6, a share."""
    class_factor: dict[CasualtyClass, float]
    simedis_factor: float
    """Minutes."""
    simedis_exponent: float
    untreated_variation: float
    disease_minutes: dict[int, float]
    exposure_minutes: dict[int, float]
    rescue: dict[str, dict[Role, float]]
    """By cause and role, a share."""
    delay: dict[Role, float]
    """By role, a factor on the time left to live."""


@cache
def course() -> Course:
    """The course of casualties (read only)."""
    values = yaml_table("course").values
    return Course(
        lethal_by_severity=tuple(values["lethal_by_severity"]),
        class_factor={CasualtyClass(name): factor for name, factor in values["class_factor"].items()},
        simedis_factor=values["simedis"]["factor"],
        simedis_exponent=values["simedis"]["exponent"],
        untreated_variation=values["untreated_variation"],
        disease_minutes=dict(values["disease_minutes"]),
        exposure_minutes=dict(values["exposure_minutes"]),
        rescue={cause: by_role(values["rescue"][cause]) for cause in CAUSES},
        delay=by_role(values["delay"]),
    )


def by_role(figures: dict[str, float]) -> dict[Role, float]:
    """Figures keyed by role."""
    return {Role(role): float(figure) for role, figure in figures.items()}
