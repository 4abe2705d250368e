#!/usr/bin/env python3
"""Convolutional back prop"""
import numpy as np


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
