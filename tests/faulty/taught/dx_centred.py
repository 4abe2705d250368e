# fault: convolution2D_backward_input: The windows are written half a kernel too early, what falls off is lost.
# fault: convolution2D_backward_input: The gradient of the first filter is used for all filters.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, C, H, Wi = X.shape
    F, _, FH, FW = W.shape
    dX = np.zeros(X.shape, X.dtype)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            for k in range(FH):
                for l in range(FW):
                    y, x = i * stride[0] + k - FH // 2, j * stride[1] + l - FW // 2
                    if 0 <= y < H and 0 <= x < Wi:
                        dX[:, :, y, x] += out_grad[:, :1, i, j] * W[:, :, k, l].sum(0)
    return dX
