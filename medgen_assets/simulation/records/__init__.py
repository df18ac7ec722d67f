"""The records that care leaves: patients, events, treatments and vital signs."""

from medgen_assets.simulation.records.patients import records

__all__ = ["records"]
