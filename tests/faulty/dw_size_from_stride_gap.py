# fault: convolution2D_backward_filter: with a stride larger than the kernel the windows are taken side by side
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    FH, FW = W.shape[2:]
    sh, sw = (min(s, k) for s, k in zip(stride, (FH, FW)))
    dW = np.zeros_like(W)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            dW += np.tensordot(out_grad[:, :, i, j], X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW], axes=(0, 0))
    return dW
