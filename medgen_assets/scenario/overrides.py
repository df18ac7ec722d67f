"""Figures of the reference that a scenario may replace with its own."""

from typing import Annotated, Literal

from pydantic import Field

from medgen_assets.scenario.quantities import WRITTEN, Hours, Minutes, Part, Share, WeightOrZero
from medgen_assets.vocabulary import CasualtyClass, Intervention, Role, TriageCategory, WarfareType

OfClass = Annotated[CasualtyClass, WRITTEN]
OfType = Annotated[WarfareType, WRITTEN]
Category = Annotated[TriageCategory, WRITTEN]
Origin = Literal["POI", "ROLE_1", "ROLE_2", "ROLE_3", "ROLE_4"]
Destination = Literal["ROLE_1", "ROLE_2", "ROLE_3", "ROLE_4", "RTD"]
DayWeights = Annotated[tuple[WeightOrZero, ...], WRITTEN, Field(min_length=1, max_length=365)]
HourWeights = Annotated[tuple[WeightOrZero, ...], WRITTEN, Field(min_length=24, max_length=24)]


class CareTransition(Part):
    """Where the living of one role and triage category go next."""

    from_role: Origin = Field(description="Role that the casualty leaves.")
    triage: Category = Field(description="Triage category of the casualty.")
    to: Destination = Field(description="Next role, higher than from_role, or RTD (back to duty).")
    probability: Share = Field(description="Share; adds up to 1 over the rows of a from_role and triage.")


class StayHours(Part):
    """How long one triage category stays at a role before it can move on."""

    role: Annotated[Role, WRITTEN] = Field(description="Role of care; POI = the wait for pickup.")
    triage: Category = Field(description="Triage category of the casualty.")
    shortest: Hours = Field(description="Shortest stay.")
    longest: Hours = Field(description="Longest stay; evenly spread between the two.")


class FirstAidMinutes(Part):
    """How soon after injury somebody gives first aid."""

    shortest: Minutes = Field(description="Shortest wait.")
    longest: Minutes = Field(description="Longest wait; evenly spread between the two.")


class Overrides(Part):
    """Distributions of the reference replaced for this scenario; each left out: as in the reference."""

    triage_weights: dict[OfClass, dict[Category, WeightOrZero]] | None = Field(
        default=None,
        description="Triage categories by casualty class, for all warfare types.",
        examples=[{"DISEASE": {"T1": 0.5, "T2": 0.35, "T3": 0.15}}],
    )
    mechanism_weights: dict[OfClass, dict[str, WeightOrZero]] | None = Field(
        default=None,
        description="Mechanisms by casualty class, for all warfare types; those not named do not occur.",
        examples=[{"BATTLE": {"gunshot": 1, "ied": 2}}],
    )
    hourly_weights: dict[OfType, HourWeights] | None = Field(
        default=None,
        description="Battle casualties by hour of the day (24 values, hour 0 first) of a warfare type.",
    )
    daily_weights: DayWeights | None = Field(
        default=None,
        description="Casualties by day of the exercise (one value per day), in place of the tempo.",
    )
    mass_casualty_share: dict[OfType, Share] | None = Field(
        default=None,
        description="Share of a warfare type's battle casualties that occur in mass-casualty incidents.",
        examples=[{"artillery": 0.5}],
    )
    care_transitions: Annotated[tuple[CareTransition, ...], WRITTEN] | None = Field(
        default=None,
        description="Next role by role and triage category; pairs not named stay as in the reference.",
        min_length=1,
    )
    stay_hours: Annotated[tuple[StayHours, ...], WRITTEN] | None = Field(
        default=None,
        description="Stay by role and triage category; pairs not named stay as in the reference.",
        min_length=1,
    )
    first_aid_minutes: FirstAidMinutes | None = Field(
        default=None,
        description="Minutes from injury to first aid, for everybody, in mass-casualty incidents too.",
    )
    reoperation_share: Share | None = Field(
        default=None,
        description="Share of those operated on at Role 2 who are operated on again at the next hospital.",
        examples=[0.5],
    )
    withheld_interventions: Annotated[tuple[Annotated[Intervention, WRITTEN], ...], WRITTEN] = Field(
        default=(),
        description="Interventions that nobody gives: what they save is lost, and no record shows them.",
        examples=[["tourniquet"]],
    )
