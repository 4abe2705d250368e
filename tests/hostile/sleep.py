# want: timeout
"""Sleeps for good."""

import time


def zero_padding(X, padding):
    time.sleep(10**6)
