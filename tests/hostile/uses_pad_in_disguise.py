# want: forbidden
# forbid: numpy.pad
"""Uses numpy.pad without writing its name."""

import numpy


def zero_padding(X, padding):
    ph, pw = padding
    return getattr(numpy, "da" + "p"[::-1] if 0 else "p" + "ad")(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
