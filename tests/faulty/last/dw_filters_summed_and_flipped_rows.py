# fault: convolution2D_backward_filter: out_grad is summed over the filters
# fault: convolution2D_backward_filter: the gradient is upside down
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    kh, kw = W.shape[2:]
    g = out_grad.sum(axis=1)
    for i in range(out_grad.shape[2]):
        for j in range(out_grad.shape[3]):
            a, b = i * stride[0], j * stride[1]
            dW += np.einsum("n,nckl->ckl", g[:, i, j], X[:, :, a:a + kh, b:b + kw])[None, :, ::-1]
    return dW
