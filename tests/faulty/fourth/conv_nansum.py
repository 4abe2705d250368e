# fault: convolution2D: nansum leaves out products that are NaN, so a NaN in the image or a filter does not reach the output

import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    b, c, h, w = X.shape
    nf, _, fh, fw = W.shape
    big = np.zeros((b, c, h + 2 * ph, w + 2 * pw), dtype=X.dtype)
    big[:, :, ph:h + ph, pw:w + pw] = X
    oh, ow = (h + 2 * ph - fh) // sh + 1, (w + 2 * pw - fw) // sw + 1
    out = np.zeros((b, nf, oh, ow), dtype=X.dtype)
    for i in range(oh):
        for j in range(ow):
            win = big[:, :, i * sh:i * sh + fh, j * sw:j * sw + fw]
            for f in range(nf):
                out[:, f, i, j] = np.nansum(win * W[f], axis=(1, 2, 3))
    return out
