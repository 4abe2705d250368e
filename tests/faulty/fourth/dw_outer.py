# fault: convolution2D_backward_filter: the result is turned by 180 degrees
# fault: convolution2D_backward_filter: the last column of gradients is left out

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    kh, kw = W.shape[2], W.shape[3]
    rows, cols = out_grad.shape[2], out_grad.shape[3]
    total = np.zeros(W.shape, dtype=W.dtype)
    for r in range(rows):
        for c in range(cols - 1):
            top, left = r * stride[0], c * stride[1]
            total += np.tensordot(out_grad[:, :, r, c], X[:, :, top:top + kh, left:left + kw], axes=([0], [0]))
    return total[:, :, ::-1, ::-1]
