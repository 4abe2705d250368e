# dialect: layer_classes
# fault: Convolution.backward: The padding is cut off the rows only, the columns are taken from the left edge of the padded gradient.
# fault: Convolution.backward: The gradient of the bias is divided by the number of images.
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b = W, b
        self.stride, self.pad = stride, pad
        self.dW = self.db = None

    def forward(self, x):
        p, s = self.pad, self.stride
        self.shape = x.shape
        xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.win = sliding_window_view(xp, self.W.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
        return np.einsum("ncijkl,fckl->nfij", self.win, self.W) + self.b[None, :, None, None]

    def backward(self, dout):
        N, C, H, W = self.shape
        p, s = self.pad, self.stride
        FH, FW = self.W.shape[2:]
        self.dW = np.einsum("nfij,ncijkl->fckl", dout, self.win)
        self.db = dout.sum(axis=(0, 2, 3)) / N
        dxp = np.zeros((N, C, H + 2 * p, W + 2 * p), dtype=dout.dtype)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                dxp[:, :, i * s:i * s + FH, j * s:j * s + FW] += np.tensordot(dout[:, :, i, j], self.W, axes=1)
        return dxp[:, :, p:p + H, :W]
