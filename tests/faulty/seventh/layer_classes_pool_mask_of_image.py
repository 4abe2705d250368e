# dialect: layer_classes
# fault: MaxPool2d.backward: the mask is one for the whole image, and later windows overwrite it

import numpy as np


class MaxPool2d:
    def __init__(self, kernel_size, stride=None, padding=0):
        self.k = kernel_size
        self.s = stride or kernel_size
        self.p = padding
    def forward(self, x):
        k, s, p = self.k, self.s, self.p
        x = np.pad(x, ((0,0),(0,0),(p,p),(p,p)), constant_values=-np.inf)
        self.x = x
        N, C, H, W = x.shape
        OH, OW = (H-k)//s+1, (W-k)//s+1
        out = np.zeros((N, C, OH, OW))
        self.mask = np.zeros_like(x)
        for i in range(OH):
            for j in range(OW):
                w = x[:, :, i*s:i*s+k, j*s:j*s+k]
                m = w.max(axis=(2,3), keepdims=True)
                out[:, :, i, j] = m[:, :, 0, 0]
                self.mask[:, :, i*s:i*s+k, j*s:j*s+k] = (w == m)
        return out
    def backward(self, dout):
        k, s, p = self.k, self.s, self.p
        dx = np.zeros_like(self.x)
        for i in range(dout.shape[2]):
            for j in range(dout.shape[3]):
                dx[:, :, i*s:i*s+k, j*s:j*s+k] += self.mask[:, :, i*s:i*s+k, j*s:j*s+k] * dout[:, :, i:i+1, j:j+1]
        H, W = dx.shape[2:]
        return dx[:, :, p:H-p, p:W-p]
