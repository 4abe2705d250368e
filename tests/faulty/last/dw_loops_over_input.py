# fault: convolution2D_backward_filter: the loop over the filters runs over the channels
import numpy as np


def convolution2D_backward_filter(out_grad, X, W, stride):
    dW = np.zeros_like(W)
    kh, kw = W.shape[2:]
    oh, ow = out_grad.shape[2:]
    for f in range(min(X.shape[1], len(W))):
        for i in range(oh):
            for j in range(ow):
                a, b = i * stride[0], j * stride[1]
                dW[f] += np.einsum("n,nckl->ckl", out_grad[:, f, i, j], X[:, :, a:a + kh, b:b + kw])
    return dW
