# fault: convolution2D_backward_input: the result starts as a copy of the image instead of zeros
# fault: convolution2D_backward_input: each window is set instead of added to, so overlaps keep only the last window

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    d_in = X.copy()
    fh, fw = W.shape[2:]
    for i in range(out_grad.shape[2]):
        rows = slice(i * stride[0], i * stride[0] + fh)
        for j in range(out_grad.shape[3]):
            cols = slice(j * stride[1], j * stride[1] + fw)
            d_in[:, :, rows, cols] = np.tensordot(out_grad[:, :, i, j], W, axes=1)
    return d_in
