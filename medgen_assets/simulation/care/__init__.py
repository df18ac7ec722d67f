"""The walk through care: where, when, by whom; what finite means allow; what care changes."""

from medgen_assets.simulation.care.pathways import PathwayTables, care_pathways

__all__ = ["PathwayTables", "care_pathways"]
