# fault: convolution2D: The columns are laid out as row, column, channel but the filters are flattened as channel, row, column.
# fault: convolution2D: The image is written into the top left corner of the padded array, so all zeros are below and to the right.
import numpy as np


def convolution2D(X, W, stride, padding):
    N, C, IH, IW = X.shape
    F, C, FH, FW = W.shape
    ph, pw = padding
    P = np.zeros((N, C, IH + 2 * ph, IW + 2 * pw), dtype=X.dtype)
    P[:, :, :IH, :IW] = X
    P = P.transpose(0, 2, 3, 1)
    OH = 1 + (IH + 2 * ph - FH) // stride[0]
    OW = 1 + (IW + 2 * pw - FW) // stride[1]
    cols = np.array([
        P[b, i * stride[0]:i * stride[0] + FH, j * stride[1]:j * stride[1] + FW].reshape(-1)
        for b in range(N) for i in range(OH) for j in range(OW)
    ])
    flat = W.reshape(F, -1)
    return np.dot(cols, flat.T).reshape(N, OH, OW, F).transpose(0, 3, 1, 2)
