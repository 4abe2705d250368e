# fault: convolution2D_backward_filter: the loop over the columns of the filter runs over its rows
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    OH, OW = out_grad.shape[2:]
    for f in range(W.shape[0]):
        for c in range(W.shape[1]):
            for k in range(W.shape[2]):
                for l in range(min(W.shape[2], W.shape[3])):
                    for i in range(OH):
                        for j in range(OW):
                            dW[f, c, k, l] += out_grad[:, f, i, j] @ X[:, c, i * stride[0] + k, j * stride[1] + l]
    return dW
