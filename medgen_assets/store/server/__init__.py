"""A Postgres server for every medgen process: an external one by URL, or an embedded one that is shared."""

from medgen_assets.store.server.address import ServerAddress
from medgen_assets.store.server.lifetime import embedded_server, ensure_server, stop_server
from medgen_assets.store.server.status import server_status

__all__ = ["ServerAddress", "embedded_server", "ensure_server", "server_status", "stop_server"]
