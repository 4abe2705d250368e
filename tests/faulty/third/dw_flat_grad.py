# fault: convolution2D_backward_filter: out_grad is reshaped to (F, -1) without moving the filter axis to the front, so images and filters are mixed when there are several images.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    _, C, FH, FW = W.shape
    sh, sw = stride
    cols = np.empty((N, OH, OW, C * FH * FW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            cols[:, i, j] = X[:, :, i * sh:i * sh + FH, j * sw:j * sw + FW].reshape(N, -1)
    g = out_grad.reshape(F, -1)
    return (g @ cols.reshape(-1, C * FH * FW)).reshape(W.shape)
