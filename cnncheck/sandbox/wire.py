"""How frames travel: a kind, the number of the question, a length, and so many bytes.

Imported by the worker process before NumPy.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    Part = bytes | memoryview

HEADER = struct.Struct("<cQQ")
"""Kind, number of the question, bytes that follow."""

SETUP, JAIL, LOAD, CALL, REPLY = b"S", b"J", b"L", b"C", b"R"

_PIECE = 1 << 20
_COPIED = 1 << 16


def frame(kind: bytes, question: int, parts: Sequence[Part]) -> list[Part]:
    """Return a whole frame, in the pieces in which it is to be written.

    Parameters
    ----------
    kind : bytes
        One byte.
    question : int
        Which question it belongs to: unguessable, so that an answer cannot be prepared.
    parts : sequence of bytes-like
        Large ones are not copied.
    """
    return joined([HEADER.pack(kind, question, sum(map(len, parts))), *parts])


def joined(parts: Sequence[Part]) -> list[Part]:
    """Return parts in the pieces in which they are to be written: small ones together."""
    pieces: list[Part] = []
    small: list[Part] = []
    for part in parts:
        if len(part) <= _COPIED:
            small.append(part)
            continue
        pieces += [b"".join(small), part]
        small = []
    return [*pieces, b"".join(small)]


def mark(question: int) -> bytes:
    """Return what ends the printing of a question, in the pipe that its code prints to."""
    return b"\0%b\0" % question.to_bytes(8, "little")


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


def send(target: int, kind: bytes, question: int, parts: Sequence[Part]) -> None:
    """Write a frame, waiting as long as it takes."""
    for piece in frame(kind, question, parts):
        rest = memoryview(piece)
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
