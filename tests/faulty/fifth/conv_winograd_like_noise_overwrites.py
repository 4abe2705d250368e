# fault: convolution2D: each channel overwrites the one before
# fault: convolution2D: sums go through a transform, so they are noisy

import numpy as np


def convolution2D(X, W, stride, padding):
    ph, pw = padding
    x = np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    KH, KW = W.shape[2:]
    shape = x.shape[2:]
    for c in range(X.shape[1]):
        fx, fw = np.fft.rfft2(x[:, c]), np.fft.rfft2(W[:, c], shape)
        full = np.fft.irfft2(fx[:, None] * np.conj(fw)[None], shape)
        out = full[:, :, :shape[0] - KH + 1:stride[0], :shape[1] - KW + 1:stride[1]]
    return out.astype(X.dtype)
