"""The files of one home's embedded server: data, socket, log, locks."""

import os
import re
import shutil
import socket
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from medgen_assets.store.server.account import Account, hand_over, server_account
from medgen_assets.store.server.address import PORT, ServerAddress, socket_address

SOCKET_NAME = f".s.PGSQL.{PORT}"
# Bytes of a Unix socket's path: 108 on Linux and 104 on macOS (unix(7), sys/un.h), one of them for the end.
LONGEST_SOCKET_PATH = 103
# Every reader of a path takes these characters as they are: shells, URLs and libpq's list of hosts.
PLAIN_PATH = re.compile(r"[A-Za-z0-9/._-]+")
# "May I speak TLS?": the one question that a server answers without a login (PostgreSQL manual, message
# formats, SSLRequest). Connecting alone proves little: the kernel does that for a server being killed, too.
SSL_REQUEST = struct.pack("!ii", 8, 80877103)
# A local server answers within 2 ms; this bounds the wait for one that was stopped (SIGSTOP).
ANSWER_SECONDS = 2.0
DESCRIPTORS = Path("/proc/self/fd")


@dataclass(frozen=True)
class Place:
    """Where the embedded server of one medgen home lives."""

    home: Path

    @property
    def folder(self) -> Path:
        """Everything of the server lies in here."""
        return self.home / "postgres"

    @property
    def data(self) -> Path:
        """The data directory of the server; it appears only when it is whole."""
        return self.folder / "data"

    @property
    def unfinished_data(self) -> Path:
        """The data directory while it is being made."""
        return self.folder / "data.unfinished"

    @property
    def log(self) -> Path:
        """What the server and its watch have to say."""
        return self.folder / "postgres.log"

    @property
    def start_lock(self) -> Path:
        """Held alone by whoever starts or stops the server, shared by whoever attaches to it."""
        return self.folder / "start.lock"

    @property
    def server_lock(self) -> Path:
        """Held by the processes of the server for as long as any of them lives."""
        return self.folder / "server.lock"

    @property
    def watch_lock(self) -> Path:
        """Held by the process that ends an idle server."""
        return self.folder / "watch.lock"

    @property
    def last_use(self) -> Path:
        """Touched by every process that attaches."""
        return self.folder / "last_use"

    @property
    def socket_note(self) -> Path:
        """Names the folder of the socket, from when the server answers until it is stopped."""
        return self.folder / "socket_folder"

    @property
    def account(self) -> Account | None:
        """The account the server runs under, None for whoever asks."""
        return server_account(self.data, self.home)

    def make(self) -> None:
        """Make the folder when it is missing."""
        if not self.folder.is_dir():
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Root's server passes through here to its data and socket, which are closed to all others.
            self.folder.mkdir(mode=0o711, exist_ok=True)
            if self.home.stat().st_uid != 0:
                hand_over(self.folder, self.account)

    def live_address(self) -> ServerAddress | None:
        """The address of the server if one answers."""
        folder = self.noted_socket_folder()
        return socket_address(folder) if folder is not None and _answers(folder) else None

    def noted_socket_folder(self) -> Path | None:
        """The folder of the socket as the last starter noted it."""
        try:
            return Path(self.socket_note.read_text())
        except FileNotFoundError:
            return None

    def make_socket_folder(self) -> Path:
        """Make the folder for the socket: in here, or a short private one when this path will not do."""
        folder = self.folder / "run"
        is_short = len(os.fsencode(folder / SOCKET_NAME)) <= LONGEST_SOCKET_PATH
        if not (is_short and PLAIN_PATH.fullmatch(str(folder))):
            folder = Path(tempfile.mkdtemp(prefix="medgen-", dir="/tmp"))
        folder.mkdir(mode=0o700, exist_ok=True)
        hand_over(folder, self.account)
        return folder

    def forget_socket_folder(self) -> None:
        """Remove the socket of a server that has ended, and the note of it."""
        folder = self.noted_socket_folder()
        self.socket_note.unlink(missing_ok=True)
        if folder is not None and (folder.parent == self.folder or folder.name.startswith("medgen-")):
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def seen_by_server(self) -> Iterator[tuple[Path, tuple[int, ...]]]:
        """The folder as the server reaches it, and the descriptors it must inherit for that.

        Where root's home is closed to the server's account, the way in is a descriptor that root opened:
        the folders above keep their modes.
        """
        if self.account is None or not DESCRIPTORS.exists():
            yield self.folder, ()
            return
        descriptor = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield DESCRIPTORS / str(descriptor), (descriptor,)
        finally:
            os.close(descriptor)


def _answers(folder: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWER_SECONDS)
        try:
            client.connect(str(folder / SOCKET_NAME))
            client.sendall(SSL_REQUEST)
            return client.recv(1) in (b"N", b"S")
        except OSError:
            return False
