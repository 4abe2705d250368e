# fault: convolution2D_backward_input: only the first filter is used
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            part = out_grad[:, 0, None] * W[0, :, k, l].reshape(1, -1, 1, 1)
            dX[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw] += part
    return dX
