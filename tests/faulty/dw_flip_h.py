# fault: convolution2D_backward_filter: the rows of dW are upside down
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    dW = np.zeros_like(W)
    for k in range(FH):
        for l in range(FW):
            seen = X[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw]
            dW[:, :, FH - 1 - k, l] = np.tensordot(out_grad, seen, axes=((0, 2, 3), (0, 2, 3)))
    return dW
