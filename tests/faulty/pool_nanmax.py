# fault: pool_forward: NaN is ignored in a window instead of being passed on
import warnings

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def pool_forward(X, f, s):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.nanmax(sliding_window_view(X, (f, f), axis=(2, 3))[:, :, ::s, ::s], axis=(4, 5))
