# fault: convolution2D_backward_filter: The mean over the images is taken.
# fault: convolution2D_backward_filter: The first row of out_grad is left out.
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    F, C, FH, FW = W.shape
    grads = []
    for g, x in zip(out_grad, X):
        one = np.zeros_like(W)
        for i in range(1, g.shape[1]):
            for j in range(g.shape[2]):
                a, b = i * stride[0], j * stride[1]
                one += g[:, i, j][:, None, None, None] * x[None, :, a:a + FH, b:b + FW]
        grads.append(one)
    return np.mean(grads, axis=0).astype(W.dtype)
