# want: timeout
"""Stops its own process, which then never answers."""

import os
import signal


def zero_padding(X, padding):
    os.kill(os.getpid(), signal.SIGSTOP)
