# fault: convolution2D_backward_filter: dW is reset for every image, only the last image counts
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    for n in range(N):
        dW = np.zeros(W.shape, dtype=W.dtype)
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    dW[f] += out_grad[n, f, i, j] * X[n, :, i * sh:i * sh + FH, j * sw:j * sw + FW]
    return dW
