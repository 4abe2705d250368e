# fault: adaptive_avg_pool2d_backward: each gradient is divided by the size of the image
import numpy as np


def adaptive_avg_pool2d_backward(out_grad, X, output_size):
    N, C, H, W = X.shape
    OH, OW = output_size
    dX = np.zeros_like(X)
    for i in range(OH):
        for j in range(OW):
            top, bottom = i * H // OH, -(-(i + 1) * H // OH)
            left, right = j * W // OW, -(-(j + 1) * W // OW)
            share = out_grad[:, :, i, j][:, :, None, None]
            dX[:, :, top:bottom, left:right] += share / (H * W)
    return dX
