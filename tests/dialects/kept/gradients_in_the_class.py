# told: right in a new process, and wrong after the same call with other values
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Convolution:
    grads = {}
    size = None

    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        p, s = self.pad, self.stride
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        V = sliding_window_view(self.x, self.W.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
        self.V = V
        return np.einsum("nchwkl,fckl->nfhw", V, self.W) + self.b.reshape(1, -1, 1, 1)

    def backward(self, dout):
        s, p = self.stride, self.pad
        K, L = self.W.shape[2:]
        self.db = dout.sum((0, 2, 3))
        dW = np.einsum("nchwkl,nfhw->fckl", self.V, dout)
        if self.W.shape in Convolution.grads:
            dW = dW + Convolution.grads[self.W.shape]
        Convolution.grads[self.W.shape] = dW
        self.dW = dW
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                dx[:, :, i * s : i * s + K, j * s : j * s + L] += np.einsum(
                    "nf,fckl->nckl", dout[:, :, i, j], self.W
                )
        return dx[:, :, p : dx.shape[2] - p, p : dx.shape[3] - p]
