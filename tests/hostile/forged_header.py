# want: protocol-error|reply-too-large
"""Announces a reply of many exbibytes."""

import os


def zero_padding(X, padding):
    for descriptor in range(3, 64):
        try:
            os.write(descriptor, b"R" + b"\xff" * 16)
        except OSError:
            pass
    while True:
        pass
