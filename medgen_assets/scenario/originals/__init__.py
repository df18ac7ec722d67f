"""Documents of the original generator (banton/medical-patients) become scenarios."""

from collections.abc import Mapping
from typing import Any

from medgen_assets.errors import BadInput, Problem
from medgen_assets.scenario.originals.conversion import Conversion, is_true_false
from medgen_assets.scenario.originals.fighting import convert_fighting
from medgen_assets.scenario.originals.fronts import convert_fronts
from medgen_assets.scenario.originals.labels import convert_labels, drop_the_rest, unwrapped
from medgen_assets.scenario.originals.mix import convert_mix

OURS = {"start", "days", "follow_up_days", "environment", "daily_rate_cv", "evacuation_policy", "overrides"}
THEIRS = {
    "base_date",
    "configuration",
    "configuration_id",
    "count",
    "days_of_fighting",
    "duration_days",
    "environmental_conditions",
    "facility_configs",
    "front_configs",
    "injury_distribution",
    "triage_override",
    "warfare_type",
}
THEIR_FRONT = {"casualty_rate", "nationality_distribution"}


def is_original(document: Mapping[str, Any]) -> bool:
    """Whether a document is written in the original's terms and in none of ours."""
    keys, front = set(document), set(first_front(document))
    if keys & OURS or "share" in front:
        return False
    return bool(keys & THEIRS or front & THEIR_FRONT) or has_their_values(document)


def has_their_values(document: Mapping[str, Any]) -> bool:
    """Whether shared keys hold what only the original writes: switches, or classes by their long names."""
    mix = document.get("injury_mix")
    return (
        is_true_false(document.get("warfare_types"))
        or is_true_false(document.get("special_events"))
        or (
            isinstance(mix, Mapping)
            and any(name in mix for name in ("Disease", "Battle Injury", "Non-Battle Injury"))
        )
    )


def first_front(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first of the fronts, as far as there is one."""
    fronts = document.get("fronts")
    first = fronts[0] if isinstance(fronts, list) and fronts else {}
    return first if isinstance(first, Mapping) else {}


def converted(document: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The scenario document, and a line for each key that acts otherwise here or is dropped; or BadInput."""
    conversion = Conversion(unwrapped(document))
    for convert in (convert_labels, convert_fronts, convert_mix, convert_fighting, drop_the_rest):
        convert(conversion)
    if conversion.problems:
        raise BadInput([*conversion.problems, *problems_elsewhere(conversion)])
    return conversion.result, conversion.notes


def problems_elsewhere(conversion: Conversion) -> list[Problem]:
    """Problems of the converted document in parts whose conversion went well."""
    from medgen_assets.scenario.model import Scenario

    try:
        Scenario.model_validate(conversion.result)
    except BadInput as error:
        return [
            problem for problem in error.problems if not problem.path.startswith(tuple(conversion.failed))
        ]
    return []
