# fault: convolution2D_backward_input: out_grad is reshaped to (N, OH*OW, F) without moving the filters to the end
# fault: convolution2D_backward_input: the columns (channel, row, column) are unfolded as (row, column, channel)

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    g = out_grad.reshape(N, OH * OW, F)
    dcol = np.matmul(g, W.reshape(F, -1))
    dcol = dcol.reshape(N, OH, OW, FH, FW, C).transpose(0, 5, 1, 2, 3, 4)
    img = np.zeros_like(X)
    for i in range(OH):
        for j in range(OW):
            top, left = i * stride[0], j * stride[1]
            img[:, :, top:top + FH, left:left + FW] += dcol[:, :, i, j]
    return img
