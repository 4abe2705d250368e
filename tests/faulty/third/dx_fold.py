# fault: convolution2D_backward_input: The sum starts from a copy of X instead of zeros.
# fault: convolution2D_backward_input: Each pixel is divided by the number of windows that cover it.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    fh, fw = W.shape[2:]
    dX = X.copy()
    hits = np.zeros(X.shape[2:], dtype=X.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            a, b = slice(i * sh, i * sh + fh), slice(j * sw, j * sw + fw)
            dX[:, :, a, b] += np.einsum("bf,frkl->brkl", out_grad[:, :, i, j], W)
            hits[a, b] += 1
    return dX / np.maximum(hits, 1)
