# want: crashed
"""Raises an error that ends the process when it is printed."""

import os

class Bad(Exception):
    def __str__(self):
        os._exit(0)


def zero_padding(X, padding):
    raise Bad
