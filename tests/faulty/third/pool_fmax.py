# fault: pool_forward: np.fmax passes over NaN, so a window with a NaN gives the largest other value instead of NaN.
from functools import reduce

import numpy as np


def pool_forward(X, f, s):
    hh = s * ((X.shape[2] - f) // s) + 1
    ww = s * ((X.shape[3] - f) // s) + 1
    shifted = [X[:, :, k:k + hh:s, l:l + ww:s] for k in range(f) for l in range(f)]
    return reduce(np.fmax, shifted).copy()
