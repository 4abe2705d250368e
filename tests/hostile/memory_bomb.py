# want: memory-limit
"""Allocates until there is nothing left."""


def zero_padding(X, padding):
    hoard = []
    while True:
        hoard.append(bytearray(1 << 24))
