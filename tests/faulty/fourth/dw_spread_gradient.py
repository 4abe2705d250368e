# fault: convolution2D_backward_filter: to undo the stride each gradient is repeated over the gap instead of followed by zeros

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    dh, dw = (OH - 1) * sh + 1, (OW - 1) * sw + 1
    spread = np.repeat(np.repeat(out_grad, sh, axis=2), sw, axis=3)[:, :, :dh, :dw]
    dW = np.zeros(W.shape, dtype=W.dtype)
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            dW[:, :, k, l] = np.einsum("bfhw,bchw->fc", spread, X[:, :, k:k + dh, l:l + dw])
    return dW
