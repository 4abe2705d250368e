"""How frames travel: a kind, the number of the question, a length, and so many bytes.

Imported by the worker process before NumPy.
"""

from __future__ import annotations

import os
import struct

HEADER = struct.Struct("<cQQ")
"""Kind, number of the question, bytes that follow."""

SETUP, JAIL, LOAD, CALL, REPLY = b"S", b"J", b"L", b"C", b"R"

_PIECE = 1 << 20


def frame(kind: bytes, question: int, payload: bytes) -> bytes:
    """Return a whole frame.

    Parameters
    ----------
    kind : bytes
        One byte.
    question : int
        Which question it belongs to: unguessable, so that an answer cannot be prepared.
    payload : bytes
    """
    return HEADER.pack(kind, question, len(payload)) + payload


def receive(source: int) -> tuple[bytes, int, bytearray]:
    """Wait for a frame from a peer that is trusted.

    Parameters
    ----------
    source : int
        A file descriptor.

    Raises
    ------
    EOFError
        When the peer has closed the channel.
    """
    kind, question, length = HEADER.unpack(_exactly(source, HEADER.size))
    return kind, question, _exactly(source, length)


def send(target: int, kind: bytes, question: int, payload: bytes) -> None:
    """Write a frame, waiting as long as it takes."""
    rest = memoryview(frame(kind, question, payload))
    while rest:
        rest = rest[os.write(target, rest) :]


def _exactly(source: int, count: int) -> bytearray:
    data = bytearray()
    while len(data) < count:
        piece = os.read(source, min(_PIECE, count - len(data)))
        if not piece:
            raise EOFError
        data += piece
    return data
