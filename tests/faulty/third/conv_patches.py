# fault: convolution2D: Negative results are set to zero by a ReLU that does not belong here.
# fault: convolution2D: The row of a window is i and not i * sh, so the row stride is ignored.
import numpy as np


def convolution2D(X, W, stride, padding):
    (sh, sw), (ph, pw) = stride, padding
    N, C, H, Wi = X.shape
    F, _, fh, fw = W.shape
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    oh, ow = (H + 2 * ph - fh) // sh + 1, (Wi + 2 * pw - fw) // sw + 1
    Z = np.zeros((N, F, oh, ow), X.dtype)
    for i in range(oh):
        for j in range(ow):
            vs = i
            hs = j * sw
            patch = Xp[:, :, vs:vs + fh, hs:hs + fw]
            Z[:, :, i, j] = (patch[:, None] * W[None]).sum(axis=(2, 3, 4))
    return np.maximum(Z, 0)
