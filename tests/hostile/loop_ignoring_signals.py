# want: timeout
"""Ignores every signal that it may, then loops."""

import signal


def zero_padding(X, padding):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        pass
