# fault: Conv2d.forward: the bias is never added
import numpy as np


class Layer:
    def __call__(self, x):
        return self.forward(x)


class Conv2d(Layer):
    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, bias=True):
        self.in_channels, self.out_channels = in_channels, out_channels
        self.kernel_size = kernel_size
        self.stride, self.padding = stride, padding
        bound = 1 / np.sqrt(in_channels * kernel_size**2)
        shape = (out_channels, in_channels, kernel_size, kernel_size)
        self.weight = np.random.uniform(-bound, bound, shape)
        self.bias = np.zeros((out_channels, 1)) if bias else None
        self.grads = {}

    def forward(self, x):
        k, s, p = self.kernel_size, self.stride, self.padding
        self.shape = x.shape
        self.padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
        H = (x.shape[2] + 2 * p - k) // s + 1
        W = (x.shape[3] + 2 * p - k) // s + 1
        out = np.zeros((x.shape[0], self.out_channels, H, W))
        for i in range(H):
            for j in range(W):
                window = self.padded[:, :, i * s : i * s + k, j * s : j * s + k]
                out[:, :, i, j] = np.tensordot(window, self.weight, axes=([1, 2, 3], [1, 2, 3]))
        return out

    def backward(self, grad):
        k, s, p = self.kernel_size, self.stride, self.padding
        dw = np.zeros_like(self.weight)
        dx = np.zeros_like(self.padded)
        for i in range(grad.shape[2]):
            for j in range(grad.shape[3]):
                rows, cols = slice(i * s, i * s + k), slice(j * s, j * s + k)
                dw += np.tensordot(grad[:, :, i, j].T, self.padded[:, :, rows, cols], axes=1)
                dx[:, :, rows, cols] += np.tensordot(grad[:, :, i, j], self.weight, axes=1)
        self.grads["weight"] = dw
        self.grads["bias"] = grad.sum(axis=(0, 2, 3)).reshape(-1, 1)
        return dx[:, :, p : p + self.shape[2], p : p + self.shape[3]]


class MaxPool2d(Layer):
    def __init__(self, kernel_size, stride=None):
        self.k, self.s = kernel_size, stride or kernel_size

    def forward(self, x):
        k, s = self.k, self.s
        self.x = x
        H, W = (x.shape[2] - k) // s + 1, (x.shape[3] - k) // s + 1
        out = np.empty((*x.shape[:2], H, W))
        for i in range(H):
            for j in range(W):
                out[:, :, i, j] = x[:, :, i * s : i * s + k, j * s : j * s + k].max(axis=(2, 3))
        return out

    def backward(self, grad):
        k, s = self.k, self.s
        dx = np.zeros_like(self.x)
        for i in range(grad.shape[2]):
            for j in range(grad.shape[3]):
                window = self.x[:, :, i * s : i * s + k, j * s : j * s + k]
                mask = window == window.max(axis=(2, 3), keepdims=True)
                dx[:, :, i * s : i * s + k, j * s : j * s + k] += mask * grad[:, :, i, j, None, None]
        return dx
