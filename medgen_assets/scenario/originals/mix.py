"""The injury mix and the triage override, whose classes the original calls by their long names."""

from collections.abc import Mapping
from math import fsum
from typing import Any

from medgen_assets.scenario.fighting import HISTORIC_MIX
from medgen_assets.scenario.originals.conversion import Conversion, is_amount
from medgen_assets.scenario.showing import meant, shown
from medgen_assets.vocabulary import CasualtyClass

FIELD_OF_CLASS = {"Battle Injury": "battle", "Non-Battle Injury": "non_battle", "Disease": "disease"}
CLASS_OF_NAME = {
    "Battle Injury": CasualtyClass.BATTLE,
    "Non-Battle Injury": CasualtyClass.NON_BATTLE_INJURY,
    "Disease": CasualtyClass.DISEASE,
}
SLACK = 0.01
"""How far a mix may be off its whole, as a part of it. Source: the original's web form."""
ROUNDING = 1e-9
SHARES, PERCENTAGES = 1.0, 100.0


def convert_mix(conversion: Conversion) -> None:
    """Injury mix and triage override."""
    mix = conversion.taken("injury_mix", "injury_distribution")
    if mix is None:
        conversion.result["injury_mix"] = HISTORIC_MIX.model_dump()
        conversion.say("injury_mix", "not given; the original's default, 15/33/52 %, is written out.")
    else:
        convert_shares(conversion, *mix)
    override = conversion.taken("triage_override")
    if override is not None:
        convert_triage(conversion, *override)


def convert_shares(conversion: Conversion, key: str, mix: Any) -> None:
    """The mix as shares; its sum says whether it was written in shares or in percentages."""
    if not is_known_classes(conversion, key, mix, "injury_mix"):
        return
    bad = [name for name, value in mix.items() if not is_amount(value)]
    for name in bad:
        conversion.refuse(
            f"{key}.{name}", mix[name], "must be a number of at least 0.", field_name="injury_mix"
        )
    if bad:
        return
    whole = whole_of(fsum(mix.values()))
    if whole is None:
        rule = f"must add up to 1 (shares) or 100 (percentages); it adds up to {fsum(mix.values()):g}."
        conversion.refuse(key, mix, rule, field_name="injury_mix")
        return
    shares = scaled({field: mix.get(name, 0.0) for name, field in FIELD_OF_CLASS.items()}, whole)
    conversion.result["injury_mix"] = shares
    read_as = "percentages" if whole == PERCENTAGES else "shares"
    conversion.say(
        key, f"read as {read_as}; it was not obeyed there (shares gave 99 % battle trauma) and is exact here."
    )


def is_known_classes(conversion: Conversion, key: str, value: Any, field_name: str) -> bool:
    """Whether a value is a mapping by the original's three classes; refuses what is not."""
    if not isinstance(value, Mapping) or not value:
        conversion.refuse(key, value, "must be a mapping of injury types.", field_name=field_name)
        return False
    unknown = [name for name in value if name not in FIELD_OF_CLASS]
    for name in unknown:
        path = f"{key}.{shown(name)}"
        conversion.refuse(
            path, value[name], "no such injury type.", meant(name, FIELD_OF_CLASS), field_name=field_name
        )
    return not unknown


def whole_of(total: float) -> float | None:
    """What a sum stands for: 1 for shares, 100 for percentages, None when it is near neither."""
    return next(
        (whole for whole in (SHARES, PERCENTAGES) if abs(total - whole) <= SLACK * whole + ROUNDING), None
    )


def scaled(parts: Mapping[str, float], whole: float) -> dict[str, float]:
    """Parts of a whole as shares that add up to 1."""
    total = fsum(parts.values())
    divisor = whole if abs(total - whole) <= ROUNDING * whole else total
    return {name: part / divisor for name, part in parts.items()}


def convert_triage(conversion: Conversion, key: str, override: Any) -> None:
    """The triage override of a preset."""
    if is_known_classes(conversion, key, override, "overrides"):
        weights = {str(CLASS_OF_NAME[name]): value for name, value in override.items()}
        conversion.result["overrides"] = {"triage_weights": weights}
        conversion.say(key, "had no effect there; here it is overrides.triage_weights.")
