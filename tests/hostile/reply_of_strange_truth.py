# want: protocol-error
"""Truth values that are neither true nor false."""

import struct
import sys


def forge(payload):
    frame = sys._getframe()
    while "wire" not in frame.f_globals or "question" not in frame.f_locals:
        frame = frame.f_back
    wire = frame.f_globals["wire"]
    honest = wire.send

    def send(target, kind, question, parts):
        wire.send = honest
        honest(target, kind, question, [payload])

    wire.send = send


def reply(outcome, shape=None, code=11, data=b"", texts=(b"", b"", b"")):
    texts = (outcome, *texts, b"")
    parts = [struct.pack("<B5I", shape is not None, *map(len, texts)), *texts]
    if shape is not None:
        n = len(shape)
        parts += [struct.pack(f"<BB{n}Q{n}q", code, n, *shape, *(8,) * n), data]
    return b"".join(parts)


def zero_padding(X, padding):
    forge(reply(b"passed", (2, 3, 6, 9), 0, bytes([7]) * 324))
