# want: bad-value
"""Returns an array that says it equals everything."""

import numpy as np

class Liar(np.ndarray):
    shape = property(lambda self: Everything())
    dtype = property(lambda self: Everything())
    nbytes = property(lambda self: 0)
    __eq__ = lambda self, other: True
    __class__ = property(lambda self: np.ndarray)


class Everything:
    __eq__ = lambda self, other: True
    __hash__ = None


def zero_padding(X, padding):
    return np.zeros(1).view(Liar)
