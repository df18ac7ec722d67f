"""The reference of vital signs: how they change on the way to death from each cause, and how fast they recover."""

import dataframely as dy

from medgen_assets.schemas.columns import category
from medgen_assets.vocabulary import LethalCause


class VitalPatterns(dy.Schema):
    """Vital signs at a share of the time to death from a cause."""

    lethal_cause = dy.String(
        primary_key=True,
        description="Cause",
        check=lambda column: column.is_in([str(cause) for cause in LethalCause]),
    )
    elapsed = dy.Float64(
        primary_key=True,
        min=0,
        max=1,
        description="Share of the time to death",
        metadata={"unit": "share 0-1"},
    )
    heart_rate = dy.Float64(min=1, max=220, description="Heart rate", metadata={"unit": "/min"})
    systolic_bp = dy.Float64(min=30, max=230, description="Systolic pressure", metadata={"unit": "mm[Hg]"})
    pulse_pressure = dy.Float64(
        min=5, max=120, description="Systolic less diastolic pressure", metadata={"unit": "mm[Hg]"}
    )
    respiratory_rate = dy.Float64(min=1, max=60, description="Respiratory rate", metadata={"unit": "/min"})
    spo2 = dy.Float64(min=40, max=100, description="Oxygen saturation", metadata={"unit": "%"})
    temperature_c = dy.Float64(min=28, max=43, description="Body temperature", metadata={"unit": "Cel"})
    gcs = dy.Float64(min=3, max=15, description="Glasgow Coma Scale", metadata={"unit": "3-15"})
    source = dy.String(min_length=8, description="Where the row's numbers come from")


class VitalRecovery(dy.Schema):
    """How fast vital signs recover once care has stopped what changed them."""

    lethal_cause = category(LethalCause, "Cause")
    hours = dy.Float64(min_exclusive=0, description="Until half is gone", metadata={"unit": "h"})
    source = dy.String(min_length=8, description="Where the row's number comes from")
