# dialect: layer_classes
# fault: Pooling.backward: The slices are assigned instead of added to, so where windows overlap earlier gradients are lost.
import numpy as np


class Pooling:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h = pool_h
        self.pool_w = pool_w
        self.stride = stride
        self.pad = pad

    def forward(self, x):
        N, C, H, W = x.shape
        s = self.stride
        oh = 1 + (H - self.pool_h) // s
        ow = 1 + (W - self.pool_w) // s
        col = np.empty((N, C, oh, ow, self.pool_h, self.pool_w), dtype=x.dtype)
        for k in range(self.pool_h):
            for l in range(self.pool_w):
                col[..., k, l] = x[:, :, k:k + s * (oh - 1) + 1:s, l:l + s * (ow - 1) + 1:s]
        flat = col.reshape(N, C, oh, ow, -1)
        self.x = x
        self.arg_max = flat.argmax(axis=-1)
        return flat.max(axis=-1)

    def backward(self, dout):
        s = self.stride
        oh, ow = dout.shape[2:]
        dx = np.zeros_like(self.x)
        for k in range(self.pool_h):
            for l in range(self.pool_w):
                hit = self.arg_max == k * self.pool_w + l
                dx[:, :, k:k + s * (oh - 1) + 1:s, l:l + s * (ow - 1) + 1:s] = dout * hit
        return dx
