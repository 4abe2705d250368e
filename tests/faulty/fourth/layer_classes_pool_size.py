# dialect: layer_classes
# fault: Pooling.forward: pool_h and pool_w are swapped where the output size is computed

import numpy as np


class Pooling:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        self.x = x
        N, C, H, W = x.shape
        OH = 1 + (H - self.pool_w) // self.stride
        OW = 1 + (W - self.pool_h) // self.stride
        out = np.zeros((N, C, OH, OW), dtype=x.dtype)
        for i in range(OH):
            for j in range(OW):
                out[:, :, i, j] = self._window(i, j).max(axis=(2, 3))
        return out

    def _window(self, i, j):
        y, x = i * self.stride, j * self.stride
        return self.x[:, :, y:y + self.pool_h, x:x + self.pool_w]

    def backward(self, dout):
        dx = np.zeros_like(self.x)
        for n, c, i, j in np.ndindex(dout.shape):
            win = self._window(i, j)[n, c]
            r, q = np.unravel_index(win.argmax(), win.shape)
            dx[n, c, i * self.stride + r, j * self.stride + q] += dout[n, c, i, j]
        return dx
