# fault: convolution2D_backward_input: The windows overwrite each other.
# fault: convolution2D_backward_input: The kernel is upside down.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    d = np.zeros(X.shape, X.dtype)
    FH, FW = W.shape[2:]
    up = W[:, :, ::-1]
    for n in range(X.shape[0]):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                r, c = i * stride[0], j * stride[1]
                d[n, :, r:r + FH, c:c + FW] = sum(out_grad[n, f, i, j] * up[f] for f in range(len(W)))
    return d
