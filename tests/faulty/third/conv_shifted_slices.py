# fault: convolution2D: The output size counts the padding once instead of twice.
# fault: convolution2D: The channels are summed before the product and only the weights of channel 0 are used.
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    N, C, IH, IW = X.shape
    F, _, FH, FW = W.shape
    oh = 1 + (IH + ph - FH) // sh
    ow = 1 + (IW + pw - FW) // sw
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    out = np.zeros((N, F, oh, ow), dtype=X.dtype)
    for k in range(FH):
        for l in range(FW):
            part = Xp[:, :, k:k + sh * (oh - 1) + 1:sh, l:l + sw * (ow - 1) + 1:sw]
            out += part.sum(axis=1)[:, None] * W[:, 0, k, l].reshape(1, F, 1, 1)
    return out
