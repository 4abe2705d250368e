# fault: convolution2D_backward_filter: the last column of out_grad is left out
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    C, FH, FW = W.shape[1:]
    dW = np.zeros(W.shape, W.dtype)
    for n in range(N):
        for i in range(OH):
            for j in range(OW - 1):
                win = X[n, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
                dW += out_grad[n, :, i, j][:, None, None, None] * win
    return dW
