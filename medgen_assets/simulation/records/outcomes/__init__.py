"""What became of each patient: duty, survivability, what stays for good, and care against the 10-1-2 timeline."""

from medgen_assets.simulation.records.outcomes.columns import outcome_columns

__all__ = ["outcome_columns"]
