# want: raised
"""Leaves its session, to outlive it."""

import os


def zero_padding(X, padding):
    os.setsid()
