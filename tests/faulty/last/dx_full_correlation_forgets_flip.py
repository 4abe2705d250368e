# fault: convolution2D_backward_input: the filter is not turned in the full correlation
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    n, f, oh, ow = out_grad.shape
    kh, kw = W.shape[2:]
    z = np.zeros((n, f, (oh - 1) * stride[0] + 2 * kh - 1, (ow - 1) * stride[1] + 2 * kw - 1), X.dtype)
    z[:, :, kh - 1:kh - 1 + (oh - 1) * stride[0] + 1:stride[0], kw - 1:kw - 1 + (ow - 1) * stride[1] + 1:stride[1]] = out_grad
    dX = np.zeros_like(X)
    for y in range((oh - 1) * stride[0] + kh):
        for x in range((ow - 1) * stride[1] + kw):
            dX[:, :, y, x] = np.einsum("nfkl,fckl->nc", z[:, :, y:y + kh, x:x + kw], W)
    return dX
