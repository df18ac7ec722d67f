"""Names by nation, sex and language, with their Latin spelling."""

from medgen_assets.reference.names.persons import NameUniforms, person_names
from medgen_assets.reference.names.pools import NamePool, WeightedNames, name_pools, names

__all__ = ["NamePool", "NameUniforms", "WeightedNames", "name_pools", "names", "person_names"]
