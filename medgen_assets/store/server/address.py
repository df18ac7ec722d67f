"""Where a server is found: the URLs that clients connect with."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

SUPERUSER = "medgen"
MEDGEN_DATABASE = "medgen"
DAGSTER_DATABASE = "dagster"
# The embedded server listens on no network port; the number is only part of its socket's name.
PORT = 5432


@dataclass(frozen=True)
class ServerAddress:
    """A server that answers: `url` for medgen's own tables, `dagster_url` for Dagster's storage."""

    url: str
    dagster_url: str
    is_embedded: bool


def socket_address(folder: Path) -> ServerAddress:
    """The address of the embedded server whose socket lies in a folder."""
    return ServerAddress(
        url=_socket_url(folder, MEDGEN_DATABASE),
        dagster_url=_socket_url(folder, DAGSTER_DATABASE),
        is_embedded=True,
    )


def _socket_url(folder: Path, database: str) -> str:
    # The port is spelled out because PGPORT in the environment would win over a missing one.
    return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(folder))}&port={PORT}"


def without_password(url: str) -> str:
    """The same URL without its password, fit to be shown or logged."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    query = {name: value for name, value in parse_qsl(parts.query) if name != "password"}
    return _url(f"{user.split(':')[0]}{at}{host}", parts.path, query)


def in_database(url: str, name: str) -> str:
    """The URL of another database on the same server."""
    parts = urlsplit(url)
    return _url(parts.netloc, f"/{name}", dict(parse_qsl(parts.query)))


def in_schema(url: str, schema: str) -> str:
    """The same URL, for sessions that find and make their tables in a schema."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    query["options"] = f"{query.get('options', '')} -csearch_path={schema}".strip()
    return _url(parts.netloc, parts.path, query)


def _url(place: str, path: str, query: dict[str, str]) -> str:
    # Not by urlunsplit, which drops the slashes of an empty place from schemes it does not know.
    tail = urlencode(query, safe="/", quote_via=quote)
    return f"postgresql://{place}{path}" + (f"?{tail}" if tail else "")
