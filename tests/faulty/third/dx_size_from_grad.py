# fault: convolution2D_backward_input: The result is as large as the windows reach and not as large as X, so rows and columns that no window covers are missing.
import numpy as np


def convolution2D_backward_input(out_grad, X, W, stride):
    sh, sw = stride
    n, f, oh, ow = out_grad.shape
    _, c, fh, fw = W.shape
    H = (oh - 1) * sh + fh
    L = (ow - 1) * sw + fw
    res = np.zeros((n, c, H, L), dtype=X.dtype)
    for k in range(fh):
        for l in range(fw):
            add = np.einsum("bfij,fc->bcij", out_grad, W[:, :, k, l])
            res[:, :, k:k + (oh - 1) * sh + 1:sh, l:l + (ow - 1) * sw + 1:sw] += add
    return res
