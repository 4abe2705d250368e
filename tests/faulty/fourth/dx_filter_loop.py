# fault: convolution2D_backward_input: the addition stands after the loop over filters, so only the last filter contributes

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for b in range(out_grad.shape[0]):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                y, x = i * sh, j * sw
                for f in range(W.shape[0]):
                    piece = W[f] * out_grad[b, f, i, j]
                dX[b, :, y:y + FH, x:x + FW] += piece
    return dX
