# fault: convolution2D_backward_filter: the sums are kept in float16
# fault: convolution2D_backward_filter: the last image of the batch is left out

import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, KH, KW = W.shape
    acc = np.zeros(W.shape, dtype=np.float16)
    for n in range(N - 1):
        for i in range(OH):
            for j in range(OW):
                patch = X[n, :, i * sh:i * sh + KH, j * sw:j * sw + KW]
                for f in range(F):
                    acc[f] += (patch * out_grad[n, f, i, j]).astype(np.float16)
    return acc.astype(X.dtype)
