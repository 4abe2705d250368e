# fault: convolution2D_backward_filter: the patches are summed over the channels, so all channels get the same
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    dW = np.zeros_like(W)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            patch = X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW].sum(axis=1)
            dW += np.einsum("nf,nkl->fkl", out_grad[:, :, i, j], patch)[:, None]
    return dW
