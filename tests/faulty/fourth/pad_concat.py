# fault: zero_padding: the strips left and right are ph wide instead of pw
# fault: zero_padding: the zeros are float64 whatever the image is, so a float32 image comes back as float64

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, IH, IW = X.shape
    band = np.zeros((N, C, ph, IW))
    tall = np.concatenate([band, X, band], axis=2)
    band = np.zeros((N, C, IH + 2 * ph, ph))
    return np.concatenate([band, tall, band], axis=3)
