"""What is known: tables of facts, each with unit and source, read once and validated; no simulation, no Dagster."""
