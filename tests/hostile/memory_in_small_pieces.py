# want: memory-limit|crashed|timeout
"""Fills a list with small objects."""


def zero_padding(X, padding):
    hoard = [None]
    while True:
        hoard = hoard + hoard
