"""What can go wrong between medgen and its database."""

from medgen_assets.errors import DependencyDown, MedgenError


class DatabaseDown(DependencyDown):
    """The database server does not answer."""


class PoolExhausted(DependencyDown):
    """Every connection of this process stayed in use for as long as one may wait."""


class SlotsExhausted(DependencyDown):
    """Every connection that all medgen processes may hold together stayed in use."""


class DatabaseClosed(MedgenError):
    """A connection was asked for after the pool had been closed."""
