# fault: conv_forward: one pixel of padding too many
#!/usr/bin/env python3
"""Convolution and pooling, forward and back, with plain loops"""
import numpy as np


def conv_forward(A_prev, W, b, activation, padding="same", stride=(1, 1)):
    """forward propagation over a convolutional layer"""
    m, h_prev, w_prev, c_prev = A_prev.shape
    kh, kw, _, c_new = W.shape
    sh, sw = stride
    ph, pw = 0, 0
    if padding == "same":
        ph = int(((h_prev - 1) * sh + kh - h_prev) / 2) + 1
        pw = int(((w_prev - 1) * sw + kw - w_prev) / 2) + 1
    images = np.pad(A_prev, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    h_new = (h_prev + 2 * ph - kh) // sh + 1
    w_new = (w_prev + 2 * pw - kw) // sw + 1
    Z = np.zeros((m, h_new, w_new, c_new))
    for i in range(h_new):
        for j in range(w_new):
            for k in range(c_new):
                window = images[:, i * sh : i * sh + kh, j * sw : j * sw + kw]
                Z[:, i, j, k] = np.sum(window * W[..., k], axis=(1, 2, 3))
    return activation(Z + b)


def conv_backward(dZ, A_prev, W, b, padding="same", stride=(1, 1)):
    """back propagation over a convolutional layer"""
    m, h_new, w_new, c_new = dZ.shape
    _, h_prev, w_prev, c_prev = A_prev.shape
    kh, kw, _, _ = W.shape
    sh, sw = stride
    ph, pw = 0, 0
    if padding == "same":
        ph = int(np.ceil(((h_prev - 1) * sh + kh - h_prev) / 2))
        pw = int(np.ceil(((w_prev - 1) * sw + kw - w_prev) / 2))
    images = np.pad(A_prev, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    dA = np.zeros(images.shape)
    dW = np.zeros(W.shape)
    db = np.sum(dZ, axis=(0, 1, 2), keepdims=True)
    for i in range(m):
        for h in range(h_new):
            for w in range(w_new):
                for f in range(c_new):
                    rows, cols = slice(h * sh, h * sh + kh), slice(w * sw, w * sw + kw)
                    dA[i, rows, cols] += W[..., f] * dZ[i, h, w, f]
                    dW[..., f] += images[i, rows, cols] * dZ[i, h, w, f]
    return dA[:, ph : ph + h_prev, pw : pw + w_prev], dW, db


def pool_forward(A_prev, kernel_shape, stride=(1, 1), mode="max"):
    """forward propagation over a pooling layer"""
    m, h_prev, w_prev, c = A_prev.shape
    kh, kw = kernel_shape
    sh, sw = stride
    h_new, w_new = (h_prev - kh) // sh + 1, (w_prev - kw) // sw + 1
    A = np.zeros((m, h_new, w_new, c))
    pool = np.max if mode == "max" else np.mean
    for i in range(h_new):
        for j in range(w_new):
            A[:, i, j] = pool(A_prev[:, i * sh : i * sh + kh, j * sw : j * sw + kw], axis=(1, 2))
    return A


def pool_backward(dA, A_prev, kernel_shape, stride=(1, 1), mode="max"):
    """back propagation over a pooling layer"""
    m, h_new, w_new, c = dA.shape
    kh, kw = kernel_shape
    sh, sw = stride
    dA_prev = np.zeros(A_prev.shape)
    for i in range(m):
        for h in range(h_new):
            for w in range(w_new):
                for f in range(c):
                    rows, cols = slice(h * sh, h * sh + kh), slice(w * sw, w * sw + kw)
                    if mode == "max":
                        window = A_prev[i, rows, cols, f]
                        mask = window == np.max(window)
                        dA_prev[i, rows, cols, f] += mask * dA[i, h, w, f]
                    else:
                        dA_prev[i, rows, cols, f] += dA[i, h, w, f] / kh / kw
    return dA_prev
