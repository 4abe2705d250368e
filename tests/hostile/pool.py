# want: raised
"""Starts a pool of processes."""

import multiprocessing


def zero_padding(X, padding):
    with multiprocessing.Pool(2) as pool:
        return pool.map(abs, X)
