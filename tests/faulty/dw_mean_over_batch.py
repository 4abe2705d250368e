# fault: convolution2D_backward_filter: dW is divided by the batch size
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    dW = np.zeros(W.shape, dtype=W.dtype)
    for f in range(F):
        for i in range(OH):
            for j in range(OW):
                g = out_grad[:, f, i, j].reshape(N, 1, 1, 1)
                dW[f] += np.sum(g * X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW], axis=0)
    return dW / N
