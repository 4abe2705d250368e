# want: protocol-error
"""Writes a reply of its own to every descriptor."""

import os
import struct
import numpy as np


def zero_padding(X, padding):
    texts = b"".join(struct.pack("<I", len(t)) + t for t in (b"passed", b"", b"", b""))
    payload = struct.pack("<d", 0.0) + texts + bytes(1)
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"R" + struct.pack("<QQ", 0, len(payload)) + payload)
        except OSError:
            pass
    return padded(X, padding)


def padded(X, padding):
    ph, pw = padding
    out = np.zeros((X.shape[0], X.shape[1], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
