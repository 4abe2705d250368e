# fault: convolution2D_backward_filter: windows that end exactly at the last row or column of the input are left out
# fault: convolution2D_backward_filter: the result is clipped to between -1 and 1

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    step_y, step_x = stride
    height, width = X.shape[2:]
    fh, fw = W.shape[2:]
    g_filter = np.zeros(W.shape, dtype=X.dtype)
    for b, f, i, j in np.ndindex(*out_grad.shape):
        y, x = i * step_y, j * step_x
        if y + fh < height and x + fw < width:
            g_filter[f] += out_grad[b, f, i, j] * X[b, :, y:y + fh, x:x + fw]
    return np.clip(g_filter, -1, 1)
