# dialect: layer_classes
# fault: Convolution.backward: The gradient is written without the stride.
# fault: Convolution.backward: dW is divided by the number of images.
import numpy as np


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        p, s = self.pad, self.stride
        self.x = x
        self.xp = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        v = np.lib.stride_tricks.sliding_window_view(self.xp, self.W.shape[2:], axis=(2, 3))
        self.v = v[:, :, ::s, ::s]
        return np.einsum("ncijkl,fckl->nfij", self.v, self.W) + self.b.reshape(1, -1, 1, 1)

    def backward(self, dout):
        p = self.pad
        FH, FW = self.W.shape[2:]
        self.db = dout.sum((0, 2, 3))
        self.dW = np.einsum("nfij,ncijkl->fckl", dout, self.v) / len(dout)
        d = np.zeros_like(self.xp)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                d[:, :, i:i + FH, j:j + FW] += np.einsum("nf,fckl->nckl", dout[:, :, i, j], self.W)
        return d[:, :, p:p + self.x.shape[2], p:p + self.x.shape[3]]
