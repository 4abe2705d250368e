# fault: convolution2D_backward_input: np.rot90 turns filters and channels where it should turn the kernel

import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    N, F, oh, ow = out_grad.shape
    [C, kh, kw] = W.shape[1:]
    H, Wd = X.shape[2:]
    # upsample
    up = np.zeros((N, F, H - kh + 1, Wd - kw + 1), dtype=X.dtype)
    up[:, :, 0:(oh - 1) * sh + 1:sh, 0:(ow - 1) * sw + 1:sw] = out_grad
    # conv2(up, W, 'full') with the kernel turned by 180 degrees
    big = np.pad(up, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    K = np.rot90(W, 2)
    dX = np.zeros_like(X)
    for p in range(kh):
        for q in range(kw):
            dX += np.einsum('nfhw,fc->nchw', big[:, :, p:p + H, q:q + Wd], K[:, :, p, q])
    return dX
