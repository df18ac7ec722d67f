"""The records that care leaves: patients, events, treatments and vital signs."""

from medgen_assets.simulation.records.patients import record_tables, records

__all__ = ["record_tables", "records"]
