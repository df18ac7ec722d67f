"""Figures of the store for Prometheus: pools, the budget of connections, the server, runs and usage."""

from medgen_assets.store.figures.families import StoreFigures

__all__ = ["StoreFigures"]
