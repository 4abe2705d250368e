# want: raised
"""Kills the supervisor."""

import os
import signal


def zero_padding(X, padding):
    os.kill(os.getppid(), signal.SIGKILL)
