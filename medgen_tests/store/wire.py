"""A wire to Postgres that can be watched, slowed and cut: a small TCP proxy in front of the server's socket."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

CHUNK_BYTES = 65536
STARTUP = b""
QUERY, EXECUTE = b"Q", b"E"
"""The frontend messages that carry a statement: a simple query, and the execution of a prepared one."""


class Wire:
    """Passes bytes between clients and a server; counts statements, delays answers, cuts connections."""

    def __init__(self, url: str) -> None:
        self._target = {name: str(value) for name, value in conninfo_to_dict(url).items()}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.delay_seconds = 0.0
        self.is_cut = False
        self.statements: Counter[str] = Counter()
        self._start(self._accept)

    @property
    def url(self) -> str:
        """How to reach the server by this wire."""
        host, port = self._listener.getsockname()
        return make_conninfo("", **{**self._target, "host": host, "port": port})

    def cut(self) -> None:
        """End every connection, in the middle of whatever it carries."""
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    @contextmanager
    def counted(self) -> Iterator[Counter[str]]:
        """The statements sent inside, by their first word; the framing of transactions is not counted."""
        before = Counter(self.statements)
        counts: Counter[str] = Counter()
        yield counts
        counts.update(self.statements - before)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.is_cut = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()
        for thread in self._threads:
            thread.join(5)
        for each in self._sockets:
            each.close()

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self.is_cut:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            server = self._server()
            self._sockets += [client, server]
            self._start(self._carry, client, server, _StatementCounter(self.statements))
            self._start(self._carry, server, client, None)

    def _server(self) -> socket.socket:
        host, port = self._target["host"], self._target.get("port", "5432")
        if not host.startswith("/"):
            return socket.create_connection((host, int(port)))
        server = socket.socket(socket.AF_UNIX)
        server.connect(f"{host}/.s.PGSQL.{port}")
        return server

    def _carry(
        self, source: socket.socket, target: socket.socket, counter: "_StatementCounter | None"
    ) -> None:
        with suppress(OSError):
            while data := source.recv(CHUNK_BYTES):
                if counter is None:
                    time.sleep(self.delay_seconds)
                else:
                    counter.see(data)
                target.sendall(data)
        for each in (source, target):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class _StatementCounter:
    """Reads what one client sends, message by message."""

    def __init__(self, statements: Counter[str]) -> None:
        self._statements = statements
        self._rest = b""
        self._is_started = False
        self._parsed = ""

    def see(self, data: bytes) -> None:
        self._rest += data
        while (message := self._message()) is not None:
            kind, body = message
            if kind == b"P":
                self._parsed = _first_word(body.split(b"\0", 2)[1])
            elif kind == EXECUTE:
                self._count(self._parsed)
            elif kind == QUERY:
                self._count(_first_word(body))

    def _message(self) -> tuple[bytes, bytes] | None:
        header = 5 if self._is_started else 4  # the very first messages have no kind
        if len(self._rest) < header:
            return None
        end = int.from_bytes(self._rest[header - 4 : header], "big") + header - 4
        if len(self._rest) < end:
            return None
        message = self._rest[: header - 4], self._rest[header:end]
        self._rest = self._rest[end:]
        if not self._is_started:
            # A startup message carries protocol 3; a request for encryption, which is refused, comes before it.
            self._is_started = message[1][:2] == b"\0\3"
        return message

    def _count(self, word: str) -> None:
        if word not in ("", "BEGIN", "COMMIT", "ROLLBACK"):
            self._statements[word] += 1


def _first_word(statement: bytes) -> str:
    words = statement.rstrip(b"\0").split(None, 1)
    return words[0].decode().upper() if words else ""
