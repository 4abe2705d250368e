# fault: convolution2D_backward_filter: out_grad is read with rows and columns exchanged where it is square
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    if OH == OW:
        out_grad = out_grad.transpose(0, 1, 3, 2)
    dW = np.zeros(W.shape, dtype=W.dtype)
    for i in range(OH):
        for j in range(OW):
            patch = X[:, :, i * sh:i * sh + W.shape[2], j * sw:j * sw + W.shape[3]]
            dW += np.tensordot(out_grad[:, :, i, j].T, patch, axes=1)
    return dW
