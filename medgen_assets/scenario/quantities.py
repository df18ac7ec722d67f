"""The kinds of value a scenario holds, each with its bounds and its unit."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, Strict, WithJsonSchema
from pydantic_core import PydanticCustomError

MOST = 1_000_000_000
"""Largest amount of anything (unit: pieces). Source: design, total_patients 1 … 1,000,000,000."""

MOST_DAYS = 365
"""Longest exercise, and longest follow-up (unit: days). Source: design."""
USUAL_DAYS = 8
"""Days of fighting of a scenario that states none. Source: the original generator, where there are always 8."""
NAME = r"^[a-z][a-z0-9_]{0,62}$"
MOMENT = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$"
FIRST_YEAR, LAST_YEAR = 1900, 2200

WRITTEN = Strict(False)
"""Take what a document can write: a list for a tuple, a word for a member of a closed list; nothing else."""


class Part(BaseModel):
    """A part of the scenario: frozen, complete, nothing unknown, nothing coerced, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


def refusal(rule: str, hint: str = "") -> PydanticCustomError:
    """A broken rule in our own words, as pydantic carries it."""
    return PydanticCustomError("rule", "{rule}", {"rule": rule, "hint": hint})


def moment(value: Any) -> datetime:
    """Read a date-time that carries its zone; raises when it is a date only or has no zone."""
    if isinstance(value, datetime):
        return within_calendar(value)
    if not isinstance(value, str) or not re.match(MOMENT, value):
        raise refusal("must be a date, a time and a zone.", "Write it like 2026-06-01T00:00:00Z.")
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        raise refusal("is no moment of the calendar.", "Write it like 2026-06-01T00:00:00Z.") from None
    return within_calendar(read)


def within_calendar(value: datetime) -> datetime:
    """The moment itself, with a zone and in a year that has calendars, births and follow-up around it."""
    if value.utcoffset() is None:
        raise refusal("must carry a zone.", "Write it like 2026-06-01T00:00:00Z.")
    if not FIRST_YEAR <= value.year < LAST_YEAR:
        raise refusal(f"must lie in the years {FIRST_YEAR} to {LAST_YEAR - 1}.")
    offset = value.utcoffset()
    return value.replace(tzinfo=UTC) if not offset else value


def written_moment(value: datetime) -> str:
    """The moment as it is written: ISO 8601, Z for UTC."""
    return value.isoformat().replace("+00:00", "Z")


Name = Annotated[str, Field(pattern=NAME)]
Days = Annotated[int, Field(ge=1, le=MOST_DAYS, json_schema_extra={"unit": "days"})]
DaysOrNone = Annotated[int, Field(ge=0, le=365, json_schema_extra={"unit": "days"})]
HoldingDays = Annotated[float, Field(ge=0, le=365, json_schema_extra={"unit": "days"})]
Hours = Annotated[float, Field(ge=0, le=8760, json_schema_extra={"unit": "hours"})]
Minutes = Annotated[float, Field(ge=0, le=1440, json_schema_extra={"unit": "minutes"})]
Hour = Annotated[int, Field(ge=0, le=23, json_schema_extra={"unit": "hour of the day in the zone of start"})]
Share = Annotated[float, Field(ge=0, le=1, json_schema_extra={"unit": "share (0-1)"})]
PositiveShare = Annotated[float, Field(gt=0, le=1, json_schema_extra={"unit": "share (0-1)"})]
Percentage = Annotated[float, Field(gt=0, le=100, json_schema_extra={"unit": "percent"})]
Weight = Annotated[float, Field(gt=0, le=1e9, json_schema_extra={"unit": "relative weight"})]
WeightOrZero = Annotated[float, Field(ge=0, le=1e9, json_schema_extra={"unit": "relative weight"})]
Kilometres = Annotated[float, Field(gt=0, le=20_000, json_schema_extra={"unit": "km"})]
Speed = Annotated[float, Field(ge=1, le=3_000, json_schema_extra={"unit": "km/h"})]
Casualties = Annotated[int, Field(ge=1, le=MOST, json_schema_extra={"unit": "casualties"})]
Units = Annotated[int, Field(ge=0, le=MOST, json_schema_extra={"unit": "units of blood"})]
ResupplyDays = Annotated[float, Field(ge=0.25, le=365, json_schema_extra={"unit": "days"})]
Pieces = Annotated[int, Field(ge=0, le=MOST, json_schema_extra={"unit": "pieces"})]
Beds = Annotated[int, Field(ge=1, le=MOST, json_schema_extra={"unit": "beds per facility"})]
Lost = Annotated[int, Field(ge=1, le=10_000, json_schema_extra={"unit": "facilities"})]
Establishments = Annotated[int, Field(ge=0, le=10_000, json_schema_extra={"unit": "facilities"})]
Fleet = Annotated[int, Field(ge=0, le=250_000, json_schema_extra={"unit": "vehicles"})]
Moment = Annotated[
    datetime,
    BeforeValidator(moment),
    PlainSerializer(written_moment, return_type=str),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "pattern": MOMENT, "unit": "date-time with zone"}
    ),
]
