# dialect: layer_classes
# fault: Pooling.forward: pool_h and pool_w are exchanged where windows are cut out
# fault: Pooling.forward: only the first image is pooled, the others stay zero

import numpy as np


class Pooling:
    def __init__(self, pool_h, pool_w, stride=1, pad=0):
        self.pool_h, self.pool_w = pool_h, pool_w
        self.stride, self.pad = stride, pad

    def forward(self, x):
        p = self.pad
        x = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)), constant_values=-np.inf)
        N, C, H, W = x.shape
        out_h = int(1 + (H - self.pool_h) / self.stride)
        out_w = int(1 + (W - self.pool_w) / self.stride)
        out = np.zeros((N, C, out_h, out_w), dtype=x.dtype)
        for i in range(out_h):
            for j in range(out_w):
                y, z = i * self.stride, j * self.stride
                out[0, :, i, j] = x[0, :, y:y + self.pool_w, z:z + self.pool_h].max(axis=(1, 2))
        self.x = x
        return out
