# want: raised
# by: landlock
"""Reads the supervisor's environment."""

import os


def zero_padding(X, padding):
    open(f"/proc/{os.getppid()}/environ", "rb").read()
