# fault: convolution2D_backward_filter: a list of one array a filter is returned
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    grads = []
    for f in range(W.shape[0]):
        g = np.zeros(W.shape[1:], dtype=W.dtype)
        for i in range(out_grad.shape[2]):
            for j in range(out_grad.shape[3]):
                a, b = i * stride[0], j * stride[1]
                win = X[:, :, a:a + W.shape[2], b:b + W.shape[3]]
                g += (out_grad[:, f, i, j].reshape(-1, 1, 1, 1) * win).sum(axis=0)
        grads.append(g)
    return grads
