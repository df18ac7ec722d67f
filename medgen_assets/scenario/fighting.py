"""What happens in the exercise: incidents of their own, and what kind of casualties there are."""

from typing import Annotated

from pydantic import Field

from medgen_assets.scenario.quantities import WRITTEN, Casualties, Days, Hour, Name, Part, Share
from medgen_assets.vocabulary import SpecialEventType


class SpecialEvent(Part):
    """An incident with casualties of its own: what, when, how often, where, how many."""

    type: Annotated[SpecialEventType, WRITTEN] = Field(
        description="What happens.", examples=["mass_casualty"]
    )
    day: Days | None = Field(
        default=None,
        description="Day of the exercise of its first occurrence, 1 to days; left out: the type's own days.",
    )
    every_days: Days | None = Field(
        default=None,
        description="It happens again after this many days, from `day` (or day 1) on; left out: once.",
    )
    front: Name | None = Field(
        default=None, description="Name of the front; left out: on every front.", examples=["north"]
    )
    hour: Hour | None = Field(
        default=None, description="Hour in which it starts; left out: one of the type's own hours."
    )
    casualties: Casualties | None = Field(
        default=None,
        description="Battle casualties of each occurrence on each front; left out: from the type's size.",
    )


class InjuryMix(Part):
    """Shares of battle casualties, non-battle injuries and disease; they add up to 1."""

    battle: Share = Field(description="Share of class BATTLE.", examples=[0.52])
    non_battle: Share = Field(description="Share of class NON_BATTLE_INJURY.", examples=[0.23])
    disease: Share = Field(description="Share of class DISEASE.", examples=[0.25])


HISTORIC_MIX = InjuryMix(battle=0.15, non_battle=0.33, disease=0.52)
"""Mix of a scenario that states none (unit: shares). Source: default of the original generator
(banton/medical-patients at 1000abc): disease .52, non-battle injury .33, battle injury .15."""
