"""How much a cache keeps and for how long."""

from dataclasses import dataclass

from medgen_assets.errors import BadInput, Problem


@dataclass(frozen=True)
class CacheLimits:
    """Bounds of a cache of answers; raises BadInput unless all are positive."""

    entries: int = 1000
    """Source: the plan of the findings catalogue, 1,000 results."""
    ttl_seconds: float = 300.0
    """Source: the same plan, five minutes."""
    bytes: int = 64 * 1024 * 1024
    """Assumption: 64 MiB, because 1,000 search results of 10 models each take about 5."""
    is_on: bool = True
    """Off: every request is worked out anew, and nothing is kept."""

    def __post_init__(self) -> None:
        problems = [
            Problem(
                f"cache {name}", str(value), "must be more than 0.", "Turn the cache off with is_on instead."
            )
            for name, value in (
                ("entries", self.entries),
                ("ttl_seconds", self.ttl_seconds),
                ("bytes", self.bytes),
            )
            if not value > 0
        ]
        if problems:
            raise BadInput(problems)
