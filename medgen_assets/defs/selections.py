"""Selections of assets for jobs."""

from collections.abc import Iterable

import dagster as dg


def named(assets: Iterable[str]) -> dg.AssetSelection:
    """The assets of these names; Dagster would parse a plain string as a text of its query language."""
    return dg.AssetSelection.assets(*sorted(assets))
