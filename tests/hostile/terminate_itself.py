# want: crashed
"""Raises SIGTERM in its own process."""

import signal


def zero_padding(X, padding):
    signal.raise_signal(signal.SIGTERM)
