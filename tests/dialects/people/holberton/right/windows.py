#!/usr/bin/env python3
"""The same with windows of all images at once"""
import numpy as np


def _padding(shape, kernel, stride, padding):
    if padding == "valid":
        return 0, 0
    return tuple(((n - 1) * s + k - n + 1) // 2 for n, k, s in zip(shape, kernel, stride))


def _windows(images, kernel, stride):
    views = np.lib.stride_tricks.sliding_window_view(images, kernel, axis=(1, 2))
    return views[:, :: stride[0], :: stride[1]]


def conv_forward(A_prev, W, b, activation, padding="same", stride=(1, 1)):
    """images (m, h, w, c), kernels (kh, kw, c, c_new)"""
    ph, pw = _padding(A_prev.shape[1:3], W.shape, stride, padding)
    images = np.pad(A_prev, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    return activation(np.einsum("mhwckl,klcf->mhwf", _windows(images, W.shape[:2], stride), W) + b)


def conv_backward(dZ, A_prev, W, b, padding="same", stride=(1, 1)):
    """dA_prev, dW and db"""
    kh, kw = W.shape[:2]
    sh, sw = stride
    ph, pw = _padding(A_prev.shape[1:3], W.shape, stride, padding)
    images = np.pad(A_prev, ((0, 0), (ph, ph), (pw, pw), (0, 0)))
    dW = np.einsum("mhwckl,mhwf->klcf", _windows(images, (kh, kw), stride), dZ)
    dA = np.zeros_like(images)
    for k in range(kh):
        for l in range(kw):
            part = np.einsum("mhwf,cf->mhwc", dZ, W[k, l])
            dA[:, k : k + sh * dZ.shape[1] : sh, l : l + sw * dZ.shape[2] : sw] += part
    dA = dA[:, ph : dA.shape[1] - ph, pw : dA.shape[2] - pw]
    return dA.copy(), dW, dZ.sum(axis=(0, 1, 2)).reshape(b.shape)


def pool_forward(A_prev, kernel_shape, stride=(1, 1), mode="max"):
    """max or avg"""
    views = _windows(A_prev, kernel_shape, stride)
    return views.max(axis=(4, 5)) if mode == "max" else views.mean(axis=(4, 5))


def pool_backward(dA, A_prev, kernel_shape, stride=(1, 1), mode="max"):
    """the gradient of each window to its largest pixel, or to all"""
    (kh, kw), (sh, sw) = kernel_shape, stride
    out = np.zeros_like(A_prev)
    best = pool_forward(A_prev, kernel_shape, stride)
    for k in range(kh):
        for l in range(kw):
            at = (slice(None), slice(k, k + sh * dA.shape[1], sh), slice(l, l + sw * dA.shape[2], sw))
            share = A_prev[at] == best if mode == "max" else 1 / (kh * kw)
            out[at] += share * dA
    return out
