# fault: zero_padding: the zeros at the left and right are as high as the image without the rows that are there

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    N, C, H, W = X.shape
    rows = np.zeros((N, C, ph, W), X.dtype)
    X = np.concatenate((rows, X, rows), axis=2)
    cols = np.zeros((N, C, H, pw), X.dtype)
    return np.concatenate((cols, X, cols), axis=3)
