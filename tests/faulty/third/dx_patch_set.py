# fault: convolution2D_backward_input: The window is assigned instead of added to, so where windows overlap only the last one counts.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, F, OH, OW = out_grad.shape
    FH, FW = W.shape[2:]
    dX = np.zeros(X.shape, dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            y, x = i * stride[0], j * stride[1]
            dX[:, :, y:y + FH, x:x + FW] = np.tensordot(out_grad[:, :, i, j], W, axes=(1, 0))
    return dX
