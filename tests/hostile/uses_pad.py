# want: forbidden
# forbid: numpy.pad
"""Uses numpy.pad under another name."""

from numpy import pad as p


def zero_padding(X, padding):
    ph, pw = padding
    return p(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
