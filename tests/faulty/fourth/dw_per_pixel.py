# fault: convolution2D_backward_filter: every channel of the result is computed from channel 0 of the image
# fault: convolution2D_backward_filter: each image overwrites what the images before it gave

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    n, nf, oh, ow = out_grad.shape
    dW = np.zeros(W.shape, X.dtype)
    for b in range(n):
        for f, c, k, l in np.ndindex(W.shape):
            seen = X[b, 0, k:k + sh * (oh - 1) + 1:sh, l:l + sw * (ow - 1) + 1:sw]
            dW[f, c, k, l] = np.sum(seen * out_grad[b, f])
    return dW
