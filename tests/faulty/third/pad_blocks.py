# fault: zero_padding: The blocks of zeros are made without a dtype, so a float32 or int image comes back as float64.
# fault: zero_padding: Zeros are put on the left side only, the block on the right is missing.
import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, IH, IW = X.shape
    band = np.zeros((N, C, ph, IW))
    tall = np.concatenate([band, X, band], axis=2)
    side = np.zeros((N, C, IH + 2 * ph, pw))
    return np.concatenate([side, tall], axis=3)
