"""Switches of the findings catalogue: each turns one way of saving work off, and changes no answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FindingSwitches:
    """What is on."""

    cache: bool = True
    """Answers of searches are kept while the catalogue does not change."""
    batch_search: bool = True
    """Many queries go to the database as one statement."""
    concurrent_load: bool = True
    """Many files are read in several processes."""
    incremental: bool = True
    """Files of which nothing has changed are not read again."""
