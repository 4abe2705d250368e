# fault: convolution2D_backward_filter: out_grad and X are each summed over the batch before they meet
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    g = out_grad.sum(axis=0)
    x = X.sum(axis=0)
    F, OH, OW = g.shape
    dW = np.zeros(W.shape, dtype=W.dtype)
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            seen = x[:, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw]
            dW[:, :, k, l] = np.einsum("fij,cij->fc", g, seen)
    return dW
