"""The scenario: everything that, with its seed, determines an exercise."""

from collections.abc import Iterator
from itertools import chain, islice
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    model_validator,
)

from medgen_assets.errors import BadInput, Problem
from medgen_assets.fingerprint import fingerprint
from medgen_assets.scenario.checks import broken_rules
from medgen_assets.scenario.fighting import HISTORIC_MIX, InjuryMix, SpecialEvent
from medgen_assets.scenario.forces import Distances, Facility, Front, Vehicle
from medgen_assets.scenario.overrides import CareTransition, Overrides, StayHours
from medgen_assets.scenario.policy import EvacuationPolicy
from medgen_assets.scenario.problems import problems_of
from medgen_assets.scenario.quantities import (
    USUAL_DAYS,
    WRITTEN,
    Casualties,
    Days,
    DaysOrNone,
    Moment,
    Name,
    Part,
    Weight,
    moment,
    refusal,
)
from medgen_assets.vocabulary import EnvironmentCondition, IdentityMode, Intensity, Tempo, WarfareType

__all__ = [
    "CareTransition",
    "Distances",
    "EvacuationPolicy",
    "Facility",
    "Front",
    "InjuryMix",
    "Overrides",
    "Scenario",
    "SpecialEvent",
    "StayHours",
    "Vehicle",
]

MOST_PROBLEMS = 200
LARGEST_SEED = 2**63 - 1
FIRST_DAY = moment("2026-06-01T00:00:00Z")
"""Start of a scenario that states none, never today. Assumption: the original's 1 June, a year on."""
OfType = Annotated[WarfareType, WRITTEN]
Condition = Annotated[EnvironmentCondition, WRITTEN]


def without_controls(text: str) -> str:
    """Refuse control characters other than line breaks and tabs."""
    if not all(char.isprintable() or char in "\n\t" for char in text):
        raise refusal("must not hold control characters.")
    return text


def weighted(value: Any) -> Any:
    """Give each type of a plain list the weight 1."""
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        return value
    if len(set(value)) < len(value):
        raise refusal("names a warfare type twice.")
    return dict.fromkeys(value, 1.0)


class Scenario(Part):
    """One exercise as it is asked for; frozen, complete, checked as a whole."""

    name: Name = Field(
        description="Name: lower-case letters, digits, _; begins with a letter.", examples=["baltic_winter"]
    )
    description: Annotated[str, AfterValidator(without_controls)] = Field(
        default="", max_length=4000, description="What the exercise is, in a sentence or two."
    )
    total_patients: Casualties = Field(description="How many casualties, exactly.", examples=[2500])
    seed: int | None = Field(
        default=None,
        ge=0,
        le=LARGEST_SEED,
        description="Seed of all draws; left out: drawn and recorded when the scenario is generated.",
        json_schema_extra={"unit": "number"},
    )
    start: Moment = Field(
        default=FIRST_DAY,
        description="First moment of day 1, with its zone; hours of the day are in that zone.",
    )
    days: Days = Field(default=USUAL_DAYS, description="Days of fighting.")
    follow_up_days: DaysOrNone = Field(
        default=30, description="Days after the last day for which patients are followed."
    )
    warfare_types: Annotated[
        dict[OfType, Weight],
        BeforeValidator(weighted, json_schema_input_type=dict[OfType, Weight] | list[OfType]),
    ] = Field(
        default={WarfareType.CONVENTIONAL: 1.0},
        min_length=1,
        description="Relative weights of the types, above 0; a plain list gives each the weight 1.",
        examples=[{"conventional": 1.0, "artillery": 0.5, "drone": 0.5}],
    )
    intensity: Annotated[Intensity, WRITTEN] = Field(
        default=Intensity.MEDIUM,
        description="How hard it is fought: severity, mass-casualty incidents, uneven days.",
    )
    tempo: Annotated[Tempo, WRITTEN] = Field(
        default=Tempo.SUSTAINED, description="How casualties are spread over the days."
    )
    daily_rate_cv: float | None = Field(
        default=None,
        ge=0,
        le=3,
        description="Day-to-day variation of the rate around its tempo (sd / mean); left out: by intensity.",
        json_schema_extra={"unit": "sd / mean"},
    )
    special_events: Annotated[tuple[SpecialEvent, ...], WRITTEN] = Field(
        default=(), max_length=1000, description="Incidents with casualties of their own."
    )
    environment: Annotated[tuple[Condition, ...], WRITTEN] = Field(
        default=(), description="Weather, light and terrain.", examples=[["night_operations", "fog"]]
    )
    injury_mix: InjuryMix = Field(
        default=HISTORIC_MIX, description="Shares of the three classes of casualty."
    )
    fronts: Annotated[tuple[Front, ...], WRITTEN] = Field(
        min_length=1, max_length=1000, description="Sectors, with their forces and medical support."
    )
    evacuation_policy: EvacuationPolicy = Field(
        default=EvacuationPolicy(), description="Who is kept where, and who flies."
    )
    identity_numbers: Annotated[IdentityMode, WRITTEN] = Field(
        default=IdentityMode.RESERVED,
        description="Identity numbers no register issues, or of the issued form: those may be someone's.",
    )
    religion: bool = Field(default=False, description="Record the religion of patients.")
    next_of_kin: bool = Field(default=False, description="Record a relative of patients, with name.")
    torture: bool = Field(
        default=False, description="Put every kind of difficult record among the patients, at fixed ids."
    )
    overrides: Overrides = Field(
        default=Overrides(), description="Figures of the reference replaced for this scenario."
    )

    @model_validator(mode="wrap")
    @classmethod
    def names_all_its_problems(cls, data: Any, validated: ModelWrapValidatorHandler[Self]) -> Self:
        """Refuse a bad document with one BadInput that lists every problem."""
        document = plain(data)
        scenario, problems = None, iter(broken_rules(document))
        try:
            scenario = validated(document)
        except ValidationError as error:
            problems = chain(problems_of(error, cls, document), problems)
        found = listed(problems)
        if scenario is None or found:
            raise BadInput(found)
        return scenario

    def document(self) -> dict[str, Any]:
        """The scenario as plain values, every field present."""
        return self.model_dump(mode="json")

    def resolved(self) -> "Scenario":
        """The scenario with every default that depends on other fields filled in."""
        from medgen_assets.scenario.defaults import daily_variation, filled_front, filled_overrides

        return self.model_copy(
            update={
                "daily_rate_cv": daily_variation(self.daily_rate_cv, self.intensity),
                "fronts": tuple(
                    filled_front(front, self.total_patients * front.share / self.days)
                    for front in self.fronts
                ),
                "overrides": filled_overrides(self.overrides),
            }
        )

    def with_seed(self, seed: int) -> "Scenario":
        """The same scenario under a seed."""
        return Scenario.model_validate(self.document() | {"seed": seed})

    def with_total_patients(self, total_patients: int) -> "Scenario":
        """The same scenario with another number of casualties; defaults of its fronts scale with it."""
        return Scenario.model_validate(self.document() | {"total_patients": total_patients})

    @property
    def fingerprint(self) -> str:
        """SHA-256 (hex) over the resolved document, seed and total included; BadInput without a seed."""
        if self.seed is None:
            raise BadInput(
                [Problem("seed", "null", "a scenario has its identity only with a seed.", "Set one.")]
            )
        return fingerprint(self.resolved().document())

    @property
    def partition_key(self) -> str:
        """Name and the first 12 digits of the fingerprint, as Dagster partitions are called."""
        return f"{self.name}@{self.fingerprint[:12]}"

    def to_yaml(self) -> str:
        """The scenario as a YAML document that loads to the same scenario."""
        from medgen_assets.scenario.text.writing import yaml_text

        return yaml_text(self.document())


def listed(problems: Iterator[Problem]) -> list[Problem]:
    """The problems; of a great many only the first, so that a hopeless document is refused soon."""
    found = list(islice(problems, MOST_PROBLEMS))
    if next(problems, None) is not None:
        found.append(Problem("", "more problems", f"only the first {MOST_PROBLEMS} are listed."))
    return found


def plain(value: Any) -> Any:
    """Parts of a scenario as the mappings and lists that a document would hold."""
    if isinstance(value, Part):
        return value.model_dump(mode="json")
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value
