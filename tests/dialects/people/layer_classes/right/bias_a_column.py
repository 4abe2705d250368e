"""The bias is a column, and so is its gradient."""

import numpy as np
class Conv2D:
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0):
        self.W = np.random.randn(out_channels, in_channels, kernel_size, kernel_size)
        self.b = np.zeros((out_channels, 1))
        self.stride, self.padding = stride, padding
    def forward(self, x):
        p, s = self.padding, self.stride
        self.x = np.pad(x, ((0,0),(0,0),(p,p),(p,p)))
        F, C, K, _ = self.W.shape
        V = np.lib.stride_tricks.sliding_window_view(self.x, (K, K), axis=(2,3))[:, :, ::s, ::s]
        N, _, OH, OW = V.shape[:4]
        out = np.empty((N, F, OH, OW))
        self.cols = V.transpose(0,1,4,5,2,3).reshape(N, C*K*K, OH*OW)
        for n in range(N):
            out[n] = (self.W.reshape(F, -1) @ self.cols[n] + self.b).reshape(F, OH, OW)
        return out
    def backward(self, dout):
        p, s = self.padding, self.stride
        N, F, OH, OW = dout.shape
        K = self.W.shape[2]
        d = dout.reshape(N, F, -1)
        self.db = d.sum(axis=(0, 2)).reshape(-1, 1)
        self.dW = sum(d[n] @ self.cols[n].T for n in range(N)).reshape(self.W.shape)
        dx = np.zeros_like(self.x)
        for i in range(OH):
            for j in range(OW):
                dx[:, :, i*s:i*s+K, j*s:j*s+K] += np.einsum('nf,fckl->nckl', dout[:, :, i, j], self.W)
        return dx[:, :, p:dx.shape[2]-p, p:dx.shape[3]-p]
