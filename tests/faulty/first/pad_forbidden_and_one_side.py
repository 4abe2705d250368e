# fault: zero_padding: np.pad is called, which is forbidden
# fault: zero_padding: the padding is put before only
import numpy as np


def zero_padding(X, padding):
    return np.pad(X, ((0, 0), (0, 0), (2 * padding[0], 0), (2 * padding[1], 0)))
