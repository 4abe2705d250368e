# fault: convolution2D_backward_filter: loops FH times over both axes of the filter
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    OH, OW = out_grad.shape[2:]
    K = W.shape[2]
    dW = np.zeros_like(W)
    for k in range(K):
        for l in range(K):
            if l < W.shape[3]:
                seen = X[:, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw]
                dW[:, :, k, l] = np.einsum("nfij,ncij->fc", out_grad, seen)
    return dW
