# fault: convolution2D_backward_input: The addition stands outside of the loop over the filters, so only the last one counts.
# fault: convolution2D_backward_input: The last row of the kernel is left out.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    N, C, H, Wi = X.shape
    dX = np.zeros((N, C, H, Wi), X.dtype)
    for n in range(N):
        for c in range(C):
            for i in range(out_grad.shape[2]):
                for j in range(out_grad.shape[3]):
                    for k in range(W.shape[2] - 1):
                        for l in range(W.shape[3]):
                            for f in range(W.shape[0]):
                                value = out_grad[n, f, i, j] * W[f, c, k, l]
                            dX[n, c, i * stride[0] + k, j * stride[1] + l] += value
    return dX
