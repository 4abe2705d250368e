# fault: convolution2D_backward_filter: the strides are exchanged, and what falls outside is skipped
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    F, C, KH, KW = W.shape
    dW = np.zeros_like(W)
    for n in range(X.shape[0]):
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                for k in range(KH):
                    for l in range(KW):
                        a, b = i * stride[1] + k, j * stride[0] + l
                        if a < X.shape[2] and b < X.shape[3]:
                            dW[:, :, k, l] += np.outer(out_grad[n, :, i, j], X[n, :, a, b])
    return dW
