# fault: convolution2D_backward_input: written for at most two images, the others get no gradient
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    batch = 2
    sh, sw = stride
    dX = np.zeros(X.shape, dtype=X.dtype)
    OH, OW = out_grad.shape[2:]
    for k in range(W.shape[2]):
        for l in range(W.shape[3]):
            part = np.einsum("nfij,fc->ncij", out_grad[:batch], W[:, :, k, l])
            dX[:batch, :, k:k + sh * (OH - 1) + 1:sh, l:l + sw * (OW - 1) + 1:sw] += part
    return dX
