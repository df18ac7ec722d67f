"""What travels between two processes of one user and one program: pickles, each after its length."""

import pickle
from typing import IO, Any

LENGTH_BYTES = 8
"""Of the number before each message, which says how long it is."""


def send(stream: IO[bytes], message: Any) -> None:
    """Send a message whole."""
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(content).to_bytes(LENGTH_BYTES, "big"))
    stream.write(content)
    stream.flush()


def received(stream: IO[bytes]) -> Any:
    """The next message; None at the end."""
    length = stream.read(LENGTH_BYTES)
    if len(length) < LENGTH_BYTES:
        return None
    return pickle.loads(stream.read(int.from_bytes(length, "big")))  # noqa: S301, from a process that we started
