"""What a cache did: the one form in which every cache of the project tells it."""

from dataclasses import asdict, dataclass


@dataclass
class CacheCounts:
    """Requests by what became of them, entries by why they went, and what is kept now."""

    hits: int = 0
    misses: int = 0
    joined: int = 0
    """Requests that waited for the same answer, which somebody else was working out."""
    evictions: int = 0
    expiries: int = 0
    outdated: int = 0
    """Entries dropped because what they depend on has changed."""
    entries: int = 0
    bytes: int = 0

    @property
    def hit_share(self) -> float:
        """Share 0-1 of the requests that cost nothing; 0 before the first."""
        asked = self.hits + self.misses + self.joined
        return (self.hits + self.joined) / asked if asked else 0.0

    def document(self) -> dict[str, int]:
        """The counts by name."""
        return asdict(self)
