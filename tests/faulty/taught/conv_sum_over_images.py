# fault: convolution2D: The accumulator is set to zero before the loop over the images and not inside.
# fault: convolution2D: The last column of windows is not computed.
import numpy as np


def convolution2D(X, W, stride, padding):
    sh, sw = stride
    ph, pw = padding
    F, C, FH, FW = W.shape
    Xp = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)), mode="constant")
    H_out = (Xp.shape[2] - FH) // sh + 1
    W_out = (Xp.shape[3] - FW) // sw + 1
    out = np.zeros((X.shape[0], F, H_out, W_out), dtype=X.dtype)
    total = np.zeros((F, H_out, W_out), dtype=X.dtype)
    for n, image in enumerate(Xp):
        for r in range(H_out):
            for c in range(W_out - 1):
                total[:, r, c] += np.tensordot(W, image[:, r * sh:r * sh + FH, c * sw:c * sw + FW], 3)
        out[n] = total
    return out
