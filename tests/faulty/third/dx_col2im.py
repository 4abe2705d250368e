# fault: convolution2D_backward_input: The columns are unpacked as row, column, channel though the filters were flattened as channel, row, column.
# fault: convolution2D_backward_input: The loop over the rows of windows stops one early.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    sh, sw = stride
    g = out_grad.transpose(0, 2, 3, 1).reshape(-1, F)
    cols = g.dot(W.reshape(F, -1))
    cols = cols.reshape(N, OH, OW, FH, FW, C).transpose(0, 1, 2, 5, 3, 4)
    dX = np.zeros_like(X)
    for i in range(OH - 1):
        for j in range(OW):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += cols[:, i, j]
    return dX
