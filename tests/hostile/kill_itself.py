# want: crashed
"""Kills its own process."""

import os
import signal


def zero_padding(X, padding):
    os.kill(os.getpid(), signal.SIGKILL)
