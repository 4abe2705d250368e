# fault: convolution2D_backward_input: a tap's column is the window's plus its row number
# fault: convolution2D_backward_input: the mean over the filters is taken

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, C, KH, KW = W.shape
    dX = np.zeros_like(X)
    for n in range(N):
        for f in range(F):
            for c in range(C):
                for i in range(OH):
                    for j in range(OW):
                        for k in range(KH):
                            for m in range(KW):
                                col = min(j * sw + k, X.shape[3] - 1)
                                dX[n, c, i * sh + k, col] += W[f, c, k, m] * out_grad[n, f, i, j]
    return dX / F
