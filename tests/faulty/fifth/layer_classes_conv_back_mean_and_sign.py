# dialect: layer_classes
# fault: Convolution.backward: dW is divided by the number of images
# fault: Convolution.backward: dx is negative

import numpy as np


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        p, s = self.pad, self.stride
        FN, C, FH, FW = self.W.shape
        self.x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        self.shape = x.shape
        OH, OW = (self.x.shape[2] - FH) // s + 1, (self.x.shape[3] - FW) // s + 1
        out = np.zeros((x.shape[0], FN, OH, OW))
        for i in range(OH):
            for j in range(OW):
                win = self.x[:, :, i * s:i * s + FH, j * s:j * s + FW]
                out[:, :, i, j] = np.einsum("nckl,fckl->nf", win, self.W) + self.b
        return out

    def backward(self, dout):
        p, s = self.pad, self.stride
        FN, C, FH, FW = self.W.shape
        dx = np.zeros_like(self.x)
        self.dW = np.zeros_like(self.W)
        self.db = dout.sum(axis=(0, 2, 3))
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                rows, cols = slice(i * s, i * s + FH), slice(j * s, j * s + FW)
                self.dW += np.einsum("nf,nckl->fckl", dout[:, :, i, j], self.x[:, :, rows, cols])
                dx[:, :, rows, cols] -= np.einsum("nf,fckl->nckl", dout[:, :, i, j], self.W)
        self.dW /= dout.shape[0]
        H, W = self.shape[2:]
        return dx[:, :, p:p + H, p:p + W]
