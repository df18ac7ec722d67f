"""What the injuries are: mechanism, regions, conditions, severities, and the triage category they call for."""

from medgen_assets.simulation.injuries.sampling import InjuryTables, sampled_injuries

__all__ = ["InjuryTables", "sampled_injuries"]
