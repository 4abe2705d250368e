# fault: convolution2D_backward_input: pixels between two strided positions are floored to a window instead of being skipped
# fault: convolution2D_backward_input: window numbers below 0 are not left out and read out_grad from its end

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    IH, IW = X.shape[2:]
    OH, OW = out_grad.shape[2:]
    FH, FW = W.shape[2:]
    dX = np.zeros_like(X)
    for y in range(IH):
        for x in range(IW):
            for k in range(FH):
                for l in range(FW):
                    i = (y - k) // sh
                    j = (x - l) // sw
                    if i < OH and j < OW:
                        dX[:, :, y, x] += out_grad[:, :, i, j] @ W[:, :, k, l]
    return dX
