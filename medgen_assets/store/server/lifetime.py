"""Finding the server, starting it when there is none, and stopping it."""

import contextlib
import os
from pathlib import Path

from medgen_assets.errors import DependencyDown
from medgen_assets.store.home import medgen_home
from medgen_assets.store.server.address import ServerAddress
from medgen_assets.store.server.cluster import start_cluster, stop_cluster
from medgen_assets.store.server.external import external_server, external_url
from medgen_assets.store.server.locks import locked
from medgen_assets.store.server.place import Place
from medgen_assets.store.server.watch import keep_watched


def ensure_server() -> ServerAddress:
    """A server that answers: MEDGEN_POSTGRES_URL, else the embedded one of MEDGEN_HOME, started if need be.

    Raises DependencyDown when there is none to be had.
    """
    url = external_url()
    return embedded_server(medgen_home()) if url is None else external_server(url)


def embedded_server(home: Path) -> ServerAddress:
    """The embedded server of a home, shared by every process that asks, started by the first."""
    place = Place(home)
    try:
        place.make()
        address = _attached(place) or _started(place)
        keep_watched(place)
    except OSError as error:
        raise DependencyDown(
            f"The embedded Postgres in {place.folder} cannot be used: {error.strerror} "
            f"({error.filename or place.folder}). Set MEDGEN_HOME to a folder with room that you may "
            "write in, or MEDGEN_POSTGRES_URL to a server of your own."
        ) from error
    return address


def stop_server(home: Path | None = None) -> bool:
    """Stop the embedded server of a home, ending its clients' sessions; False if none was running."""
    place = Place(home or medgen_home())
    if not place.folder.is_dir():
        return False
    with locked(place.start_lock):
        return stop_cluster(place)


def _attached(place: Place) -> ServerAddress | None:
    with locked(place.start_lock, shared=True):
        return _used(place)


def _started(place: Place) -> ServerAddress:
    with locked(place.start_lock):
        if (address := _used(place)) is not None:
            return address
        start_cluster(place)
        address = _used(place)
    if address is None:
        raise DependencyDown(f"The embedded Postgres ended right after its start. Its log is {place.log}.")
    return address


def _used(place: Place) -> ServerAddress | None:
    """The live server, marked as used. Under the start lock, so the watch cannot end it in between."""
    address = place.live_address()
    if address is not None:
        place.last_use.touch()
        # Another owner's file cannot be touched; the watch sees such a client by its session.
        with contextlib.suppress(PermissionError):
            os.utime(place.last_use)
    return address
