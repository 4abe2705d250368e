# want: timeout
"""Catches everything, in a loop."""


def zero_padding(X, padding):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
