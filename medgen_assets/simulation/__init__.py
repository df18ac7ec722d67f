"""The model: pure functions on typed tables that turn a scenario into casualties and their care."""
