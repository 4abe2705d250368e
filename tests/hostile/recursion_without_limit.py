# want: memory-limit|raised|crashed|timeout
"""Lifts the recursion limit and calls itself until memory ends."""

import sys


def zero_padding(X, padding):
    sys.setrecursionlimit(10**9)
    def deeper(n):
        return deeper(n + 1) + 1
    return deeper(0)
