"""Who is kept in theatre and who flies."""

from typing import Annotated

from pydantic import Field

from medgen_assets.scenario.quantities import WRITTEN, HoldingDays, Part
from medgen_assets.vocabulary import ExpectantCare, TriageCategory

ROLE_1_DAYS = 1.0
"""Unit: days. Assumption: one, because Role 1 holds overnight at most (original: stays up to 16 h)."""
ROLE_2_DAYS = 3.0
"""Unit: days. Assumption: three (recalled, unconfirmed), because Role 2 holds up to 72 h."""
ROLE_3_DAYS = 30.0
"""Unit: days. Source: theatre evacuation policy of natosys/Battlefield-Casualty-Handling at ed3c426
(seen second-hand)."""


class EvacuationPolicy(Part):
    """Longest expected time to duty with which a casualty is kept at a role instead of moving on."""

    role_1_days: HoldingDays = Field(
        default=ROLE_1_DAYS, description="Kept at Role 1 up to this expected time to duty."
    )
    role_2_days: HoldingDays = Field(
        default=ROLE_2_DAYS, description="Kept at Role 2 up to this expected time to duty."
    )
    role_3_days: HoldingDays = Field(
        default=ROLE_3_DAYS, description="Kept at Role 3 up to this expected time to duty."
    )
    expectant: Annotated[ExpectantCare, WRITTEN] = Field(
        default=ExpectantCare.BEYOND_SAVING,
        description="Who is T4, and so after all others: beyond_saving = the unsurvivably hurt; last = besides, at a "
        "pressed facility, the dying likelier to die than to be saved; comfort = the same, who get no "
        "intensive care either, and surgery only at a table nobody waits for.",
    )
    air_for: Annotated[tuple[Annotated[TriageCategory, WRITTEN], ...], WRITTEN] = Field(
        default=(TriageCategory.T1,),
        description="Triage categories that are flown where a helicopter exists.",
    )
