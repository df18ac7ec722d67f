"""Time, warfare, intensity, events and environment of an original document."""

import re
from collections.abc import Iterable
from typing import Any

from medgen_assets.scenario.originals.conversion import Conversion, is_true_false
from medgen_assets.scenario.showing import meant
from medgen_assets.vocabulary import EnvironmentCondition, SpecialEventType, WarfareType

TYPE_WEIGHTS = {
    WarfareType.CONVENTIONAL: 1.0,
    WarfareType.ARTILLERY: 1.2,
    WarfareType.URBAN: 1.1,
    WarfareType.GUERRILLA: 0.8,
    WarfareType.DRONE: 0.6,
    WarfareType.NAVAL: 0.9,
    WarfareType.CBRN: 2.0,
    WarfareType.PEACEKEEPING: 0.4,
}
"""Relative weight of each type that is switched on. Source: the original's warfare_patterns.json."""
FLAT_THERE = (WarfareType.NAVAL, WarfareType.CBRN, WarfareType.PEACEKEEPING)
SWITCHED_ON = {
    "warfare_types": ("conventional", "artillery", "drone"),
    "special_events": ("mass_casualty",),
    "environmental_conditions": ("night_operations",),
}
"""What is on where a document says nothing. Source: the original's inline defaults."""
TEMPORAL = {"warfare_types", "special_events", "environmental_conditions", "base_date"}
INLINE_INTENSITY, SHIPPED_INTENSITY = "medium", "high"
"""Intensity of an inline document that states none; of a stored template, which ran the shipped scenario."""
ORIGINAL_DAYS, ORIGINAL_DATE, SUSTAINED = 8, "2025-06-01", "sustained"
PRESET_KEYS = {"warfare_type", "duration_days", "difficulty", "triage_override"}
AMPHIBIOUS = "amphibious"


def convert_fighting(conversion: Conversion) -> None:
    """Everything between the injury mix and the fronts."""
    is_preset = bool(PRESET_KEYS & set(conversion.original))
    convert_time(conversion)
    if is_preset and "warfare_types" not in conversion.original:
        convert_preset_fighting(conversion)
    else:
        convert_switches(conversion)
        convert_pace(conversion)


def convert_time(conversion: Conversion) -> None:
    """Days and first day."""
    days = conversion.taken("days_of_fighting", "duration_days")
    conversion.result["days"] = days[1] if days is not None else ORIGINAL_DAYS
    if days is not None and days[0] == "duration_days":
        conversion.say("duration_days", "had no effect there (always 8 days); here it is days.")
    found = conversion.taken("base_date")
    key, date = found or ("base_date", ORIGINAL_DATE)
    if not isinstance(date, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", date):
        conversion.refuse(key, date, "must be a date YYYY-MM-DD.", field_name="start")
        return
    conversion.result["start"] = f"{date}T00:00:00Z"
    given = "" if found is not None else "not given, the original's default is written out; "
    conversion.say(
        key, f"{given}{date} became start {date}T00:00:00Z; the original's times had no zone, here UTC."
    )


def convert_preset_fighting(conversion: Conversion) -> None:
    """Warfare type and difficulty of a preset."""
    key, name = conversion.taken("warfare_type") or ("warfare_type", str(WarfareType.CONVENTIONAL))
    if name == AMPHIBIOUS:
        conversion.result["warfare_types"] = {"naval": 1.0}
        conversion.say(
            key, "amphibious was no type the original knew and had no effect there; here it is naval."
        )
    else:
        conversion.result["warfare_types"] = {name: 1.0} if isinstance(name, str) else name
        conversion.say(
            key, f"{name} had no effect there (every preset ran the shipped types); here it is warfare_types."
        )
    difficulty = conversion.taken("difficulty")
    if difficulty is not None:
        conversion.result["intensity"] = difficulty[1]
        conversion.say("difficulty", "had no effect there; its levels are intensities here.")


def convert_switches(conversion: Conversion) -> None:
    """Warfare types, special events and environment, each a mapping of switches."""
    types = switched_on(conversion, "warfare_types", WarfareType, "warfare_types")
    conversion.result["warfare_types"] = {name: TYPE_WEIGHTS[WarfareType(name)] for name in types}
    for name in (name for name in types if name in FLAT_THERE):
        conversion.say(
            f"warfare_types.{name}", "was spread evenly over 24 hours there; it has its own pattern here."
        )
    events = switched_on(conversion, "special_events", SpecialEventType, "special_events")
    conversion.result["special_events"] = [{"type": name} for name in events]
    conditions = switched_on(conversion, "environmental_conditions", EnvironmentCondition, "environment")
    conversion.result["environment"] = conditions
    if conditions:
        conversion.say(
            "environmental_conditions",
            "moved casualties to the last event there; here they change rates, mechanisms and delays.",
        )


def switched_on(conversion: Conversion, key: str, known: Iterable[str], field_name: str) -> list[str]:
    """Names that are switched on; the original's own where the key is missing."""
    found = conversion.taken(key)
    if found is None:
        names = list(SWITCHED_ON[key])
        conversion.say(key, f"not given; the original's default ({', '.join(names)}) is written out.")
        return names
    if not is_true_false(found[1]) and found[1] != {}:
        rule = "must be a mapping of names to true or false."
        conversion.refuse(key, found[1], rule, field_name=field_name)
        return []
    return known_names(conversion, key, found[1], [str(name) for name in known], field_name)


def known_names(
    conversion: Conversion, key: str, switches: dict[str, Any], known: list[str], field_name: str
) -> list[str]:
    """Names that are switched on and known, in the vocabulary's order; refuses unknown ones."""
    for name in (name for name in switches if name not in known):
        path = f"{key}.{name}"
        conversion.refuse(path, switches[name], "no such name.", meant(name, known), field_name=field_name)
    names = [name for name in known if switches.get(name)]
    if not names and set(switches) <= set(known) and key == "warfare_types":
        conversion.refuse(key, switches, "at least one must be true.", field_name=field_name)
    return names


def convert_pace(conversion: Conversion) -> None:
    """Intensity and tempo."""
    usual = INLINE_INTENSITY if TEMPORAL & set(conversion.original) else SHIPPED_INTENSITY
    intensity = conversion.taken("intensity")
    conversion.result["intensity"] = intensity[1] if intensity is not None else usual
    conversion.say(
        "intensity",
        f"{'not given, ' + usual + ' as there; ' if intensity is None else ''}"
        "it changed only mass-casualty chances there; here severity and the unevenness of days too.",
    )
    tempo = conversion.taken("tempo")
    conversion.result["tempo"] = tempo[1] if tempo is not None else SUSTAINED
