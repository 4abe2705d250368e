# want: raised
"""Signals every process that it may; a harmless signal, should it ever get through."""

import os
import signal


def zero_padding(X, padding):
    os.kill(-1, signal.SIGCONT)
