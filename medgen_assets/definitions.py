"""The code location: everything of medgen, put together."""

import dagster as dg

from medgen_assets.defs.graph import graph


def build_definitions(**overrides: object) -> dg.Definitions:
    """All of medgen; a resource is replaced by naming it."""
    return graph(**overrides)


defs = build_definitions()
