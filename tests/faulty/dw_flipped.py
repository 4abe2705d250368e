# fault: convolution2D_backward_filter: dW comes out rotated by 180 degrees
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    _, _, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    dW = np.zeros_like(W)
    for i in range(OH):
        for j in range(OW):
            patch = X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            dW += np.einsum("nf,nckl->fckl", out_grad[:, :, i, j], patch)
    return np.rot90(dW, 2, axes=(2, 3)).copy()
