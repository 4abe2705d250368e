# fault: adaptive_max_pool2d_backward: all of equal maxima get the gradient
import numpy as np


def adaptive_max_pool2d_backward(out_grad, X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    dX = np.zeros_like(X)
    for i in range(OH):
        for j in range(OW):
            top, bottom = i * H // OH, -(-(i + 1) * H // OH)
            left, right = j * W // OW, -(-(j + 1) * W // OW)
            share = out_grad[:, :, i, j][:, :, None, None]
            window = X[:, :, top:bottom, left:right]
            top_ones = window == window.max(axis=(2, 3), keepdims=True)
            dX[:, :, top:bottom, left:right] += top_ones * share
    return dX
