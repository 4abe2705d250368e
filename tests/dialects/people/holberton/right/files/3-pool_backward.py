#!/usr/bin/env python3
"""Pooling back prop"""
import numpy as np


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
