# want: raised
"""Opens the supervisor's memory."""

import os


def zero_padding(X, padding):
    open(f"/proc/{os.getppid()}/mem", "rb").read(1)
