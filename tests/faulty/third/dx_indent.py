# fault: convolution2D_backward_input: The addition stands outside the loop over the filters, so only the last filter gives gradient.
# fault: convolution2D_backward_input: The row of a window is i without the stride.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    _, _, FH, FW = W.shape
    dX = np.zeros(X.shape, dtype=X.dtype)
    for b in range(N):
        for i in range(OH):
            for j in range(OW):
                r = i
                c = j * sw
                for f in range(F):
                    piece = W[f] * out_grad[b, f, i, j]
                dX[b, :, r:r + FH, c:c + FW] += piece
    return dX
