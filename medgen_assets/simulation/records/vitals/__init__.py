"""Vital signs: when somebody measures, how far the course has come by then, and what that does to the signs."""

from medgen_assets.simulation.records.vitals.alarms import alarms
from medgen_assets.simulation.records.vitals.looks import Looks, looks_at
from medgen_assets.simulation.records.vitals.rows import vital_rows

__all__ = ["Looks", "alarms", "looks_at", "vital_rows"]
