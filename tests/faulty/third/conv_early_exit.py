# fault: convolution2D: The return stands inside the loop over the images, so only the first image is convolved.
# fault: convolution2D: The padding is unpacked as (pw, ph), so rows and columns get each other's zeros.
import numpy as np


def pad_image(img, ph, pw):
    c, h, w = img.shape
    res = np.zeros((c, h + 2 * ph, w + 2 * pw), dtype=img.dtype)
    res[:, ph:ph + h, pw:pw + w] = img
    return res


def convolution2D(X, W, stride, padding):
    pw, ph = padding
    sh, sw = stride
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    OH = 1 + (IH + 2 * ph - FH) // sh
    OW = 1 + (IW + 2 * pw - FW) // sw
    out = np.zeros((N, F, OH, OW), dtype=X.dtype)
    for b in range(N):
        img = pad_image(X[b], ph, pw)
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    out[b, f, i, j] = np.vdot(img[:, i * sh:i * sh + FH, j * sw:j * sw + FW], W[f])
        return out
