"""The asynchronous face of a pooled connection: same session, other way of waiting."""

from typing import Any

import psycopg

from medgen_assets.store.connecting import PooledConnection

AsyncConnection = psycopg.AsyncConnection[Any]


def asynchronous(connection: PooledConnection) -> AsyncConnection:
    """A view for coroutines; the connection itself stays the pool's."""
    face = psycopg.AsyncConnection[Any](connection.pgconn)
    # psycopg's mark of a connection that a `with` block must not close; there is no other way to set it.
    face._pool = connection._pool  # noqa: SLF001
    face.prepare_threshold = None  # the names of prepared statements would meet those of the other side
    return face


async def is_face_alive(face: AsyncConnection) -> bool:
    """Whether the server answers on this connection; one round trip."""
    try:
        await face.set_autocommit(True)
        await face.execute("")
        await face.set_autocommit(False)
    except psycopg.Error:
        return False
    return True
