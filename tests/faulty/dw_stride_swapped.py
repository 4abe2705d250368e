# fault: convolution2D_backward_filter: sh and sw are swapped; windows that leave the image are skipped
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sw, sh = stride
    FH, FW = W.shape[2:]
    dW = np.zeros_like(W)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            patch = X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
            if patch.shape[2:] == (FH, FW):
                dW += np.tensordot(out_grad[:, :, i, j], patch, axes=(0, 0))
    return dW
