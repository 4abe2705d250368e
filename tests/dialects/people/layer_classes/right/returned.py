"""A class of which backward returns all three gradients, and weights are in a dictionary."""

import numpy as np


class ConvLayer:
    def __init__(self, n_in, n_out, filter_size, stride=1, pad=0):
        scale = 0.01
        self.stride, self.pad = stride, pad
        self.params = {}
        self.params["W"] = scale * np.random.randn(n_out, n_in, filter_size, filter_size)
        self.params["b"] = np.zeros(n_out)

    def forward(self, inputs):
        W, b, s, p = self.params["W"], self.params["b"], self.stride, self.pad
        self.inputs = np.pad(inputs, ((0, 0), (0, 0), (p, p), (p, p)))
        views = np.lib.stride_tricks.sliding_window_view(self.inputs, W.shape[2:], axis=(2, 3))
        self.views = views[:, :, ::s, ::s]
        return np.einsum("ncijkl,fckl->nfij", self.views, W) + b.reshape(1, -1, 1, 1)

    def backward(self, d_out):
        W, s, p = self.params["W"], self.stride, self.pad
        dW = np.einsum("ncijkl,nfij->fckl", self.views, d_out)
        dx = np.zeros_like(self.inputs)
        for k in range(W.shape[2]):
            for l in range(W.shape[3]):
                rows = slice(k, k + s * d_out.shape[2], s)
                columns = slice(l, l + s * d_out.shape[3], s)
                dx[:, :, rows, columns] += np.einsum("nfij,fc->ncij", d_out, W[:, :, k, l])
        H, Wd = dx.shape[2] - p, dx.shape[3] - p
        return dx[:, :, p:H, p:Wd], dW, d_out.sum(axis=(0, 2, 3))
