"""The records that care leaves."""
