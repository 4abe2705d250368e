# fault: convolution2D: The running sum is set to zero once per pixel and not once per filter, so each filter's value has the values of the filters before it added.
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    n_img, n_ch, h, w = X.shape
    n_fil, _, fh, fw = W.shape
    oh = 1 + (h + 2 * ph - fh) // sh
    ow = 1 + (w + 2 * pw - fw) // sw
    padded = np.zeros((n_img, n_ch, h + 2 * ph, w + 2 * pw), dtype=X.dtype)
    padded[:, :, ph:h + ph, pw:w + pw] = X
    out = np.zeros((n_img, n_fil, oh, ow), dtype=X.dtype)
    for b in range(n_img):
        for i in range(oh):
            for j in range(ow):
                total = 0
                for f in range(n_fil):
                    for r in range(n_ch):
                        for k in range(fh):
                            for l in range(fw):
                                total += W[f, r, k, l] * padded[b, r, i * sh + k, j * sw + l]
                    out[b, f, i, j] = total
    return out
