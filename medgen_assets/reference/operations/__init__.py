"""What is known of operations: rhythm of fighting, events, weather, evacuation, facilities and vehicles."""

from medgen_assets.reference.operations.days import dnbi_hourly_weights, tempo_weights
from medgen_assets.reference.operations.effects import (
    EnvironmentEffect,
    IntensityEffect,
    SpecialEventEffect,
    environment_effects,
    intensity_effects,
    special_event_effects,
)
from medgen_assets.reference.operations.evacuation import (
    CareTransition,
    DistanceDefaults,
    EvacuationTimes,
    care_transitions,
    distance_defaults,
    evacuation_times,
)
from medgen_assets.reference.operations.finite_means import FiniteMeans, finite_means
from medgen_assets.reference.operations.means import (
    FacilityDefault,
    VehicleDefault,
    facility_defaults,
    vehicle_defaults,
)
from medgen_assets.reference.operations.minutes import CareMinutes, care_minutes
from medgen_assets.reference.operations.warfare import WarfarePattern, expectant_share, warfare_patterns

__all__ = [
    "CareMinutes",
    "CareTransition",
    "DistanceDefaults",
    "EnvironmentEffect",
    "EvacuationTimes",
    "FacilityDefault",
    "FiniteMeans",
    "IntensityEffect",
    "SpecialEventEffect",
    "VehicleDefault",
    "WarfarePattern",
    "care_minutes",
    "care_transitions",
    "distance_defaults",
    "dnbi_hourly_weights",
    "environment_effects",
    "evacuation_times",
    "expectant_share",
    "facility_defaults",
    "finite_means",
    "intensity_effects",
    "special_event_effects",
    "tempo_weights",
    "vehicle_defaults",
    "warfare_patterns",
]
