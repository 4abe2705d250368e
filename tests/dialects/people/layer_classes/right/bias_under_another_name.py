"""What the constructor is handed is kept under a name of its own."""

import numpy as np


def windows(x, side, stride):
    V = np.lib.stride_tricks.sliding_window_view(x, side, axis=(2, 3))
    return V[:, :, ::stride, ::stride]


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.offset = W, b
        self.stride, self.pad = stride, pad

    def forward(self, x):
        p = self.pad
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        V = windows(self.x, self.W.shape[2:], self.stride)
        return np.einsum("nchwkl,fckl->nfhw", V, self.W) + self.offset.reshape(1, -1, 1, 1)
