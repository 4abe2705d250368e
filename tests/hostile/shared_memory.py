# want: raised
"""Leaves shared memory behind."""

from multiprocessing import shared_memory


def zero_padding(X, padding):
    return shared_memory.SharedMemory(create=True, size=1000)
