# fault: convolution2D_backward_input: the filter is stored in half precision
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    FH, FW = W.shape[2:]
    Wh = W.astype(np.float16).astype(W.dtype)
    dX = np.zeros_like(X)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dX[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW] += np.tensordot(out_grad[:, :, i, j], Wh, axes=(1, 0))
    return dX
