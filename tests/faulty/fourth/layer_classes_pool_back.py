# dialect: layer_classes
# fault: Pooling.backward: dout is flattened in the order (N, C, OH, OW), while the winners are stored in the order (N, OH, OW, C)

import numpy as np


class Pooling:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad
        self.x = None
        self.arg_max = None

    def forward(self, x):
        N, C, H, W = x.shape
        s = self.stride
        out_h = 1 + (H - self.pool_h) // s
        out_w = 1 + (W - self.pool_w) // s
        col = np.empty((N, out_h, out_w, C, self.pool_h * self.pool_w), dtype=x.dtype)
        for i in range(out_h):
            for j in range(out_w):
                col[:, i, j] = x[:, :, i * s:i * s + self.pool_h, j * s:j * s + self.pool_w].reshape(N, C, -1)
        self.x = x
        self.arg_max = col.argmax(axis=-1)
        return col.max(axis=-1).transpose(0, 3, 1, 2)

    def backward(self, dout):
        N, C, out_h, out_w = dout.shape
        size = self.pool_h * self.pool_w
        dmax = np.zeros((dout.size, size), dtype=dout.dtype)
        dmax[np.arange(dout.size), self.arg_max.ravel()] = dout.ravel()
        dmax = dmax.reshape(N, out_h, out_w, C, self.pool_h, self.pool_w)
        dx = np.zeros_like(self.x)
        for i in range(out_h):
            for j in range(out_w):
                y, q = i * self.stride, j * self.stride
                dx[:, :, y:y + self.pool_h, q:q + self.pool_w] += dmax[:, i, j]
        return dx
