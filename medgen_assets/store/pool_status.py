"""What a pool of connections looks like at one moment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PoolStatus:
    """Sizes now, and counts since this process first connected."""

    min_size: int
    max_size: int
    size: int
    """Connections open or being opened."""
    in_use: int
    available: int
    waiting: int
    requests: int
    requests_queued: int
    """Requests that did not get a connection at once."""
    requests_wait_ms: float
    request_errors: int
    """Requests that got none: timed out, refused, or the server was down."""
    connections_opened: int
    connection_errors: int
    connections_lost: int
    breaker: str
