"""How each type of warfare wounds: at which hours, in which clusters, which classes, how badly."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from medgen_assets.reference.operations.shapes import LEVELS_BY_KIND, delayed, normalised
from medgen_assets.reference.operations.soundness import (
    not_ascending,
    not_factors,
    not_shares,
    not_whole,
    refuse,
)
from medgen_assets.reference.operations.sources import by_member, figures, whole_pair
from medgen_assets.vocabulary import CasualtyClass, TriageCategory, WarfareType


@dataclass(frozen=True)
class WarfarePattern:
    """One type of warfare; units and sources stand in warfare_patterns.yaml.

    hourly_weights: BATTLE arrivals by hour 0-23, sum 24. disease_hourly_weights: the same for DISEASE where the
    type itself causes it (cbrn: hour of exposure, before the delay), else None: dnbi_hourly_weights applies.
    delayed_onset_share of the DISEASE casualties arrive one of delayed_onset_hours later, evenly chosen;
    hourly_weights has that delay already folded in. major_cluster_share of the mass-casualty incidents
    have major_cluster_size instead of cluster_size casualties (urban: a collapsed building).
    """

    default_weight: float
    hourly_weights: tuple[float, ...]
    disease_hourly_weights: tuple[float, ...] | None
    delayed_onset_share: float
    delayed_onset_hours: tuple[int, ...]
    mass_casualty_share: float
    cluster_size: tuple[int, int]
    major_cluster_share: float
    major_cluster_size: tuple[int, int] | None
    incident_size_weights: tuple[float, ...]
    class_multiplier: dict[CasualtyClass, float]
    triage_weights: dict[CasualtyClass, dict[TriageCategory, float]]


@cache
def warfare_patterns() -> dict[WarfareType, WarfarePattern]:
    """The eight types of warfare (read only)."""
    entries = by_member(WarfareType, figures("warfare_patterns", WarfareType))
    return {warfare_type: pattern_of(warfare_type, entry) for warfare_type, entry in entries.items()}


@cache
def expectant_share() -> dict[CasualtyClass, float]:
    """Share (0-1) of the living casualties of a class that are T4 at first triage (read only)."""
    return by_member(CasualtyClass, figures("expectant_share", CasualtyClass))


def pattern_of(warfare_type: WarfareType, entry: dict[str, Any]) -> WarfarePattern:
    """One entry of warfare_patterns.yaml with its hours worked out; raises BadInput with all that is wrong."""
    refuse(f"warfare_patterns.yaml {warfare_type}", unsound(entry))
    levels = LEVELS_BY_KIND[entry["rhythm"]["kind"]](entry["rhythm"])
    late_share = entry.get("delayed_onset_share", 0.0)
    late_hours = tuple(entry.get("delayed_onset_hours", ()))
    major = entry.get("major_cluster")
    return WarfarePattern(
        default_weight=entry["default_weight"],
        hourly_weights=normalised(delayed(levels, late_share, late_hours)),
        disease_hourly_weights=normalised(levels) if late_hours else None,
        delayed_onset_share=late_share,
        delayed_onset_hours=late_hours,
        mass_casualty_share=entry["mass_casualty_share"],
        cluster_size=whole_pair(entry["cluster_size"]),
        major_cluster_share=major["share"] if major else 0.0,
        major_cluster_size=whole_pair(major["size"]) if major else None,
        incident_size_weights=tuple(entry["incident_size_weights"]),
        class_multiplier=by_member(CasualtyClass, entry["class_multiplier"]),
        triage_weights={name: triage_shares(entry["triage_weights"][name]) for name in CasualtyClass},
    )


def unsound(entry: dict[str, Any]) -> list[tuple[str, object, str]]:
    """Every (field, value, rule) that an entry breaks."""
    shares = {"mass_casualty_share": entry["mass_casualty_share"]}
    shares["delayed_onset_share"] = entry.get("delayed_onset_share", 0.0)
    wrong = not_shares(shares) + not_factors({"default_weight": entry["default_weight"]})
    wrong += not_factors(
        {f"class_multiplier {name}": factor for name, factor in entry["class_multiplier"].items()}
    )
    wrong += not_whole("incident_size_weights", entry["incident_size_weights"])
    wrong += not_ascending("cluster_size", [1, *entry["cluster_size"]])
    for name, weights in entry["triage_weights"].items():
        wrong += not_whole(f"triage_weights {name}", weights)
    return wrong


def triage_shares(shares: list[float]) -> dict[TriageCategory, float]:
    """Shares of T1, T2 and T3, and none of T4."""
    return dict(zip(TriageCategory, [*shares, 0.0], strict=True))
