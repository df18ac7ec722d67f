"""Fronts with casualty rates and nationalities; the three static fronts where a document names none."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import fsum
from typing import Any

from medgen_assets.scenario.originals.conversion import Conversion, is_amount
from medgen_assets.scenario.originals.mix import ROUNDING, SLACK
from medgen_assets.scenario.showing import meant, shown, slugged
from medgen_assets.scenario.text.plain_yaml import parsed_yaml

FRONT_KEYS = ("id", "name", "nationality_distribution", "casualty_rate", "description")
NATION_KEYS = {"nationality_code", "percentage"}


def convert_fronts(conversion: Conversion) -> None:
    """The fronts of a template, an inline document or a preset."""
    found = conversion.taken("front_configs", "fronts")
    if found is None or found[1] == []:
        conversion.result["fronts"] = static_fronts()
        conversion.say(
            "front_configs",
            "none given; the original's static fronts (Poland, Estonia, Finland) are written out, with the "
            "facilities, vehicles and distances that had no effect there and have one here.",
        )
        return
    key, fronts = found
    if not isinstance(fronts, list) or not all(isinstance(front, Mapping) for front in fronts):
        conversion.refuse(key, fronts, "must be a list of fronts.", field_name="fronts")
        return
    shares = shares_of(conversion, key, fronts)
    converted = [
        converted_front(conversion, f"{key}[{number}]", front) for number, front in enumerate(fronts)
    ]
    pairs = zip(converted, shares, strict=True)
    conversion.result["fronts"] = [
        {"name": front["name"], "share": share} | front for front, share in pairs if share
    ]


@cache
def static_document() -> Any:
    """The data file of the three static fronts."""
    name = "static_fronts.yaml"
    return parsed_yaml(files(__package__).joinpath(name).read_text("utf-8"), name).document


def static_fronts() -> list[Any]:
    """The three static fronts as a scenario writes fronts."""
    return list(static_document()["values"])


def shares_of(conversion: Conversion, key: str, fronts: list[Mapping[str, Any]]) -> list[float]:
    """Casualty rates as shares; all left out means equal shares."""
    rates = [front.get("casualty_rate") for front in fronts]
    if all(rate is None for rate in rates):
        conversion.say(f"{key}[].casualty_rate", "not given; every front gets the same share.")
        return [1.0 / len(fronts)] * len(fronts)
    for number, rate in enumerate(rates):
        if not is_amount(rate):
            path = f"{key}[{number}].casualty_rate"
            conversion.refuse(
                path, rate, "must be a number of at least 0 on every front, or on none.", field_name="fronts"
            )
    if not all(is_amount(rate) for rate in rates) or not any(rates):
        return [1.0] * len(fronts)
    return normalised(conversion, key, [float(rate or 0.0) for rate in rates])


def normalised(conversion: Conversion, key: str, rates: list[float]) -> list[float]:
    """Rates as shares that add up to 1; a rate of 0 is a front without casualties."""
    total = fsum(rates)
    if abs(total - 1.0) <= ROUNDING:
        total = 1.0
    else:
        conversion.say(f"{key}[].casualty_rate", f"adds up to {total:g}; normalised to 1, as there.")
    for number in (number for number, rate in enumerate(rates) if rate == 0.0):
        conversion.say(f"{key}[{number}]", "left out, its casualty_rate is 0.")
    return [rate / total for rate in rates]


def converted_front(conversion: Conversion, path: str, front: Mapping[str, Any]) -> dict[str, Any]:
    """One front with its name and nations."""
    for key in front:
        if key not in FRONT_KEYS:
            hint = meant(key, FRONT_KEYS)
            conversion.refuse(
                f"{path}.{shown(key)}", front[key], "is no key of a front.", hint, field_name="fronts"
            )
    name = front.get("name", front.get("id", ""))
    slug = slugged(name) if isinstance(name, str) else ""
    if slug != name and slug:
        conversion.say(f"{path}.name", f"{shown(name)} became {slug}.")
    nations = nations_of(
        conversion, f"{path}.nationality_distribution", front.get("nationality_distribution")
    )
    return {"name": slug or name, "nations": nations}


def nations_of(conversion: Conversion, path: str, listed: Any) -> dict[str, float]:
    """Percentages by nation."""
    nations: dict[str, float] = {}
    for number, entry in enumerate(listed if isinstance(listed, list) else ()):
        place = f"{path}[{number}]"
        if not isinstance(entry, Mapping) or set(entry) != NATION_KEYS:
            rule = "must have nationality_code and percentage, and nothing else."
            conversion.refuse(place, entry, rule, field_name="fronts")
        elif not isinstance(entry["nationality_code"], str) or entry["nationality_code"] in nations:
            rule = "must be a code, each once per front."
            conversion.refuse(
                f"{place}.nationality_code", entry["nationality_code"], rule, field_name="fronts"
            )
        elif not is_amount(entry["percentage"]):
            rule = "must be a number of at least 0."
            conversion.refuse(f"{place}.percentage", entry["percentage"], rule, field_name="fronts")
        elif entry["percentage"] > 0:
            nations[entry["nationality_code"]] = float(entry["percentage"])
    return whole_percentages(conversion, path, listed, nations)


def whole_percentages(
    conversion: Conversion, path: str, listed: Any, nations: dict[str, float]
) -> dict[str, float]:
    """Percentages that add up to 100; a sum one off is scaled, anything else refused."""
    total = fsum(nations.values())
    if abs(total - 100.0) <= ROUNDING * 100:
        return nations
    if abs(total - 100.0) <= SLACK * 100 + ROUNDING:
        conversion.say(path, f"adds up to {total:g}; scaled to 100.")
        return {code: percentage * 100.0 / total for code, percentage in nations.items()}
    if "fronts" not in conversion.failed or not nations:
        rule = f"the percentages must add up to 100; they add up to {total:g}."
        conversion.refuse(path, listed, rule, field_name="fronts")
    return nations
