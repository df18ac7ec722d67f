"""What there is to say about the server without starting it."""

from typing import Any

from medgen_assets.store.home import medgen_home
from medgen_assets.store.server.address import without_password
from medgen_assets.store.server.external import CONNECT_SECONDS, external_url
from medgen_assets.store.server.place import Place

FIGURES = """
SELECT current_setting('server_version'),
       current_setting('max_connections')::int,
       (SELECT count(*) FROM pg_stat_activity
         WHERE backend_type = 'client backend' AND pid <> pg_backend_pid())
"""


def server_status() -> dict[str, Any]:
    """Whether the server runs, where, and how many connections it has, this question's own not counted.

    Keys: kind (embedded, external), url (None when an embedded server is down; without a password), running,
    version, connections, max_connections (None when it does not run), home (None for an external one).
    """
    url = external_url()
    kind = "embedded" if url is None else "external"
    home = None if url else str(medgen_home())
    if url is None and (address := Place(medgen_home()).live_address()) is not None:
        url = address.url
    shown = None if url is None else without_password(url)
    return {"kind": kind, "url": shown, "home": home, **_figures(url)}


def is_up() -> bool:
    """Whether there is a server to ask without starting one: an external one is taken at its word."""
    return external_url() is not None or Place(medgen_home()).live_address() is not None


def _figures(url: str | None) -> dict[str, Any]:
    answer = None if url is None else _answer(url)
    version, most, connections = answer or (None, None, None)
    return {
        "running": answer is not None,
        "version": version,
        "connections": connections,
        "max_connections": most,
    }


def _answer(url: str) -> tuple[Any, ...] | None:
    import psycopg  # not at the top: attaching to the embedded server does without, and it costs 60 ms

    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS) as connection:
            return connection.execute(FIGURES).fetchone()
    except psycopg.OperationalError:
        return None
