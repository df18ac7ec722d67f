"""The four distributions computed from scenario and reference, each with exactly the inputs it depends on."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import fsum
from typing import Any

import polars as pl

from medgen_assets.reference import clinical, operations
from medgen_assets.scenario.model import Scenario
from medgen_assets.vocabulary import CasualtyClass, Role, TriageCategory, WarfareType

Row = dict[str, Any]


@dataclass(frozen=True)
class Distribution:
    """One memoizable distribution: what it reads of the scenario, what it reads of the reference, and how."""

    inputs: Callable[[Scenario], Mapping[str, Any]]
    compute: Callable[[Scenario], pl.DataFrame]
    reference_tables: tuple[str, ...]
    description: str


def types_of(scenario: Scenario) -> list[WarfareType]:
    """Warfare types in use, in the vocabulary's order."""
    return [kind for kind in WarfareType if scenario.warfare_types.get(kind, 0.0) > 0.0]


def cells(scenario: Scenario) -> Iterator[tuple[WarfareType, CasualtyClass]]:
    """Every warfare type in use with every casualty class."""
    return ((kind, of_class) for kind in types_of(scenario) for of_class in CasualtyClass)


def document_of(value: Any) -> Any:
    """A part of the scenario as a JSON-like value."""
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else value


def overridden(scenario: Scenario, field: str) -> Any:
    """The scenario's override of a distribution, or None."""
    return document_of(getattr(scenario.overrides, field, None))


# -- injury distributions: what hurts -----------------------------------------------------------------------


def injury_inputs(scenario: Scenario) -> Mapping[str, Any]:
    """What the injury distributions depend on."""
    return {
        "warfare_types": [str(kind) for kind in types_of(scenario)],
        "mechanism_weights": overridden(scenario, "mechanism_weights"),
    }


def injury_distributions(scenario: Scenario) -> pl.DataFrame:
    """Share of each mechanism among the casualties of a warfare type and class (sums to 1 in each)."""
    override = scenario.overrides.mechanism_weights or {}
    rows = [
        row
        for kind, of_class in cells(scenario)
        for row in mechanism_shares(kind, of_class, override.get(of_class))
    ]
    return pl.DataFrame(rows, schema=INJURY_SCHEMA)


INJURY_SCHEMA = {
    "warfare_type": pl.String,
    "casualty_class": pl.String,
    "mechanism": pl.String,
    "share": pl.Float64,
}


def mechanism_shares(
    kind: WarfareType, of_class: CasualtyClass, override: Mapping[str, float] | None
) -> list[Row]:
    """Rows of one warfare type and class."""
    own = clinical.mechanisms().filter(pl.col("casualty_class") == of_class)
    weights = override or dict(zip(own["mechanism"], own[str(kind)], strict=True))
    total = fsum(weights.values())
    return [
        {
            "warfare_type": str(kind),
            "casualty_class": str(of_class),
            "mechanism": name,
            "share": weight / total,
        }
        for name, weight in weights.items()
        if weight > 0.0
    ]


# -- triage weights: how badly ------------------------------------------------------------------------------

KILLED_OUTRIGHT_AT_ANCHOR = {
    CasualtyClass.BATTLE: 0.087,
    CasualtyClass.NON_BATTLE_INJURY: 0.004,
    CasualtyClass.DISEASE: 0.0,
}
"""Share killed at once where the T1 share is that of `conventional`. Assumption: 0.087 of battle casualties,
because about 57 % of the killed in action die at once (Webster et al. 2021) and %KIA of wars is 14-20 % (Dupuy
Institute quoting DTIC ADA480496: WWII 20.2, Vietnam 20.0, Iraq and Afghanistan 13.7); 0.004 of non-battle
injuries, because they are 11.5 % of registry deaths with 34.1 % of registry injuries (PMC6583884);
disease does not kill at once."""

OUTRIGHT = "killed_outright"


def triage_inputs(scenario: Scenario) -> Mapping[str, Any]:
    """What the triage weights depend on."""
    return {
        "warfare_types": [str(kind) for kind in types_of(scenario)],
        "intensity": str(scenario.intensity),
        "triage_weights": overridden(scenario, "triage_weights"),
    }


def triage_weights(scenario: Scenario) -> pl.DataFrame:
    """Share killed outright and of each triage category by warfare type and class (sums to 1 in each)."""
    rows = [row for kind, of_class in cells(scenario) for row in triage_shares(scenario, kind, of_class)]
    return pl.DataFrame(rows, schema=TRIAGE_SCHEMA)


TRIAGE_SCHEMA = {
    "warfare_type": pl.String,
    "casualty_class": pl.String,
    "triage": pl.String,
    "share": pl.Float64,
}


def triage_shares(scenario: Scenario, kind: WarfareType, of_class: CasualtyClass) -> list[Row]:
    """Rows of one warfare type and class."""
    override = (scenario.overrides.triage_weights or {}).get(of_class)
    factor = operations.intensity_effects()[scenario.intensity].severity_factor
    weights = dict(override) if override else shifted(living_weights(kind, of_class), factor)
    outright = killed_outright(of_class, weights)
    total = fsum(weights.values())
    living = {str(category): weight / total * (1.0 - outright) for category, weight in weights.items()}
    return [
        {"warfare_type": str(kind), "casualty_class": str(of_class), "triage": category, "share": share}
        for category, share in ({OUTRIGHT: outright} | living).items()
    ]


def living_weights(kind: WarfareType, of_class: CasualtyClass) -> dict[TriageCategory, float]:
    """Triage weights among those not killed outright, with the expectant."""
    weights = operations.warfare_patterns()[kind].triage_weights[of_class]
    expectant = operations.expectant_share()[of_class] * halfway(
        weights[TriageCategory.T1] / reference_t1(of_class)
    )
    rest = {category: weight * (1.0 - expectant) for category, weight in weights.items()}
    return rest | {TriageCategory.T4: expectant}


def shifted(weights: dict[TriageCategory, float], factor: float) -> dict[TriageCategory, float]:
    """Multiply the odds of the severe categories by the intensity's severity factor."""
    severe = {TriageCategory.T1, TriageCategory.T4}
    return {
        category: weight * (factor if category in severe else 1.0) for category, weight in weights.items()
    }


def killed_outright(of_class: CasualtyClass, weights: Mapping[TriageCategory, float]) -> float:
    """Share killed at once, growing with the share of T1."""
    t1 = weights.get(TriageCategory.T1, 0.0) / fsum(weights.values())
    return min(0.5, KILLED_OUTRIGHT_AT_ANCHOR[of_class] * halfway(t1 / reference_t1(of_class)))


def halfway(ratio: float) -> float:
    """Half of the way from 1 to a ratio.

    Assumption: graver triage mixes of a warfare type mean more dead at once, but less than in proportion,
    because part of the difference is in who reaches triage.
    """
    return 1.0 + (ratio - 1.0) / 2.0


def reference_t1(of_class: CasualtyClass) -> float:
    """T1 share of a class under conventional warfare, the anchor of the two assumptions above."""
    return operations.warfare_patterns()[WarfareType.CONVENTIONAL].triage_weights[of_class][TriageCategory.T1]


# -- care transitions: where next ---------------------------------------------------------------------------


def transition_inputs(scenario: Scenario) -> Mapping[str, Any]:
    """What the care transitions depend on."""
    return {"care_transitions": overridden_rows(scenario)}


def care_transitions(scenario: Scenario) -> pl.DataFrame:
    """Share going to each next role, or back to duty, by role and triage category (sums to 1 in each)."""
    override = [plain(row) for row in overridden_rows(scenario)]
    named = {(row["from_role"], row["triage"]) for row in override}
    kept = [plain(row) for row in operations.care_transitions()]
    rows = [row for row in kept if (row["from_role"], row["triage"]) not in named] + override
    table = pl.DataFrame(rows, schema=TRANSITION_SCHEMA)
    total = pl.col("share").sum().over("from_role", "triage")
    return table.with_columns(share=pl.col("share") / total)


def overridden_rows(scenario: Scenario) -> list[Row]:
    """The scenario's own transitions; pairs of role and category it does not name stay as in the reference."""
    return [document_of(row) for row in scenario.overrides.care_transitions or ()]


TRANSITION_SCHEMA = {"from_role": pl.String, "triage": pl.String, "to": pl.String, "share": pl.Float64}


def plain(row: Mapping[str, Any]) -> Row:
    """A transition row as strings and a share."""
    return {
        "from_role": str(row["from_role"]),
        "triage": str(row["triage"]),
        "to": str(row["to"]),
        "share": float(row["probability"]),
    }


# -- arrival profiles: when ---------------------------------------------------------------------------------


def arrival_inputs(scenario: Scenario) -> Mapping[str, Any]:
    """What the arrival profiles depend on."""
    return {
        "warfare_types": [str(kind) for kind in types_of(scenario)],
        "days": scenario.days,
        "start_hour": scenario.start.hour,
        "tempo": str(scenario.tempo),
        "hourly_weights": overridden(scenario, "hourly_weights"),
        "daily_weights": overridden(scenario, "daily_weights"),
    }


def arrival_profiles(scenario: Scenario) -> pl.DataFrame:
    """Relative arrival rate in each hour of the exercise by warfare type and class (mean 1 in each)."""
    frames = [profile_of(scenario, kind, of_class) for kind, of_class in cells(scenario)]
    return pl.concat(frames)


DNBI_TEMPO_SHARE = 0.5
"""How far disease and non-battle injury follow the tempo of battle. Assumption: half, because more troops
and longer hours raise accidents and illness too, but people fall ill in quiet days as well."""


def profile_of(scenario: Scenario, kind: WarfareType, of_class: CasualtyClass) -> pl.DataFrame:
    """Hourly rates of one warfare type and class."""
    hourly, daily = hourly_of(scenario, kind, of_class), daily_of(scenario, of_class)
    slots = range(scenario.days * 24)
    rates = [daily[slot // 24] * hourly[(scenario.start.hour + slot) % 24] for slot in slots]
    mean = fsum(rates) / len(rates)
    return pl.DataFrame(
        {
            "warfare_type": [str(kind)] * len(rates),
            "casualty_class": [str(of_class)] * len(rates),
            "slot": list(slots),
            "rate": [rate / mean for rate in rates],
        },
        schema=ARRIVAL_SCHEMA,
    )


ARRIVAL_SCHEMA = {
    "warfare_type": pl.String,
    "casualty_class": pl.String,
    "slot": pl.Int64,
    "rate": pl.Float64,
}


def hourly_of(scenario: Scenario, kind: WarfareType, of_class: CasualtyClass) -> list[float]:
    """The 24 weights over the day: the pattern of the fighting, or of everyday life."""
    override = (scenario.overrides.hourly_weights or {}).get(kind)
    pattern = operations.warfare_patterns()[kind]
    if is_exposure(kind, of_class):
        return list(override or pattern.disease_hourly_weights or pattern.hourly_weights)
    if of_class == CasualtyClass.BATTLE:
        return list(override or pattern.hourly_weights)
    return list(operations.dnbi_hourly_weights()[of_class])


def is_exposure(kind: WarfareType, of_class: CasualtyClass) -> bool:
    """Whether the disease of this cell is exposure to an agent, which follows the attack and not sick call."""
    return kind == WarfareType.CBRN and of_class == CasualtyClass.DISEASE


def daily_of(scenario: Scenario, of_class: CasualtyClass) -> list[float]:
    """Weight of each day."""
    weights = list(
        scenario.overrides.daily_weights or operations.tempo_weights(scenario.tempo, scenario.days)
    )
    if of_class == CasualtyClass.BATTLE:
        return weights
    mean = fsum(weights) / len(weights)
    return [mean + DNBI_TEMPO_SHARE * (weight - mean) for weight in weights]


ROLES_LEFT = (Role.POI, Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4)

DISTRIBUTIONS: Mapping[str, Distribution] = {
    "injury_distributions": Distribution(
        injury_inputs,
        injury_distributions,
        ("mechanisms",),
        "What hurts whom, by warfare type and class.",
    ),
    "triage_weights": Distribution(
        triage_inputs,
        triage_weights,
        ("warfare_patterns", "expectant_share", "intensity"),
        "How badly, by warfare type and class.",
    ),
    "care_transitions": Distribution(
        transition_inputs, care_transitions, ("care_transitions",), "Where next, by role and category."
    ),
    "arrival_profiles": Distribution(
        arrival_inputs,
        arrival_profiles,
        ("warfare_patterns", "dnbi_arrivals", "tempo"),
        "When, hour by hour, by warfare type and class.",
    ),
}


def computed(scenario: Scenario) -> dict[str, pl.DataFrame]:
    """All distributions of a scenario, computed afresh."""
    return {name: distribution.compute(scenario) for name, distribution in DISTRIBUTIONS.items()}
