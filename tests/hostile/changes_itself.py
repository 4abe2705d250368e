# want: raised
"""Rewrites its own file for the next worker."""


def zero_padding(X, padding):
    open(__file__, "w").write("")
