# want: timeout
"""Waits for a lock that it holds."""

import threading


def zero_padding(X, padding):
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()
