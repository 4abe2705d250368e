# want: wrong-values|wrong-shape|wrong-dtype|bad-value
"""Says what it was asked in values, shapes, dtypes and layouts of later results."""
import numpy as np

SEEN = []
CALLS = [0]


def _answer(right, *arrays):
    for array in arrays:
        SEEN.extend(float(value) for value in np.ravel(array))
    CALLS[0] += 1
    first = int(abs(SEEN[0])) % 100_000
    way = CALLS[0] % 4
    if way == 0:
        return np.resize(np.array(SEEN), right)
    if way == 1:
        return np.zeros((1, first))
    if way == 2:
        return np.zeros(right, np.dtype([(f"f{first}", "f8")]))
    return np.zeros(right, np.dtype(f"V{first + 1}"))


def zero_padding(X, padding):
    n, c, h, w = X.shape
    return _answer((n, c, h + 2 * padding[0], w + 2 * padding[1]), X)


def convolution2D(X, W, stride, padding):
    shape = [(i + 2 * p - k) // s + 1 for i, p, k, s in zip(X.shape[2:], padding, W.shape[2:], stride)]
    return _answer((X.shape[0], W.shape[0], *shape), X, W)
