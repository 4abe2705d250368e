# want: timeout
"""Raises an error that loops when it is printed."""


class Bad(Exception):
    def __str__(self):
        while True:
            pass


def zero_padding(X, padding):
    raise Bad
