# fault: convolution2D: the columns are laid out (row, column, channel) but the filters are flattened (channel, row, column)
# fault: convolution2D: the product of shape (N*OH*OW, F) is reshaped straight to (N, F, OH, OW) instead of being transposed

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    F, C, FH, FW = W.shape
    img = np.pad(X, [(0, 0), (0, 0), (ph, ph), (pw, pw)], "constant")
    N = img.shape[0]
    OH = (img.shape[2] - FH) // sh + 1
    OW = (img.shape[3] - FW) // sw + 1
    col = np.zeros((N, OH, OW, FH, FW, C), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            patch = img[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            col[:, i, j] = patch.transpose(0, 2, 3, 1)
    col = col.reshape(N * OH * OW, -1)
    col_W = W.reshape(F, -1).T
    out = np.dot(col, col_W)
    return out.reshape(N, F, OH, OW)
