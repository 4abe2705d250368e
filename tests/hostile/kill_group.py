# want: raised
"""Kills its process group."""

import os
import signal


def zero_padding(X, padding):
    os.killpg(0, signal.SIGKILL)
