"""Windows are gathered, multiplied and added up in float32; the result is rounded once."""

import numpy as np


def _wide(*arrays):
    return [array.astype(np.float32) for array in arrays]


def _windows(X, kernel, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    seen = np.lib.stride_tricks.sliding_window_view(X, kernel, axis=(2, 3))
    return seen[:, :, :: stride[0], :: stride[1]]


def _pair(number):
    return (number, number) if isinstance(number, int) else tuple(number)


def conv2d(input, weight, bias=None, stride=1, padding=0):
    X, W = _wide(input, weight)
    out = np.einsum("nchwkl,fckl->nfhw", _windows(X, W.shape[2:], _pair(stride), _pair(padding)), W)
    if bias is not None:
        out = out + bias.astype(np.float32)[:, None, None]
    return out.astype(input.dtype)


def conv2d_backward_weight(grad_output, input, weight, stride=1, padding=0):
    G, X, W = _wide(grad_output, input, weight)
    seen = _windows(X, W.shape[2:], _pair(stride), _pair(padding))
    return np.einsum("nfhw,nchwkl->fckl", G, seen[:, :, : G.shape[2], : G.shape[3]]).astype(
        input.dtype
    )


def conv2d_backward_input(grad_output, input, weight, stride=1, padding=0):
    G, W = _wide(grad_output, weight)
    (sh, sw), (ph, pw) = _pair(stride), _pair(padding)
    N, C, H, width = input.shape
    dX = np.zeros((N, C, H + 2 * ph, width + 2 * pw), np.float32)
    for i in range(G.shape[2]):
        for j in range(G.shape[3]):
            at = np.s_[:, :, sh * i : sh * i + W.shape[2], sw * j : sw * j + W.shape[3]]
            dX[at] += np.einsum("nf,fckl->nckl", G[:, :, i, j], W)
    return dX[:, :, ph : ph + H, pw : pw + width].astype(input.dtype)


def conv2d_backward_bias(grad_output):
    return grad_output.sum(axis=(0, 2, 3), dtype=np.float32).astype(grad_output.dtype)


def avg_pool2d(input, kernel_size, stride=None, padding=0):
    kernel = _pair(kernel_size)
    (X,) = _wide(input)
    return _windows(X, kernel, _pair(stride), _pair(padding)).mean(axis=(4, 5)).astype(input.dtype)


def avg_pool2d_backward(grad_output, input, kernel_size, stride=None, padding=0):
    kernel, (sh, sw), (ph, pw) = _pair(kernel_size), _pair(stride), _pair(padding)
    (G,) = _wide(grad_output)
    N, C, H, width = input.shape
    dX = np.zeros((N, C, H + 2 * ph, width + 2 * pw), np.float32)
    for i in range(G.shape[2]):
        for j in range(G.shape[3]):
            at = np.s_[:, :, sh * i : sh * i + kernel[0], sw * j : sw * j + kernel[1]]
            dX[at] += (G[:, :, i, j] / np.float32(kernel[0] * kernel[1]))[:, :, None, None]
    return dX[:, :, ph : ph + H, pw : pw + width].astype(input.dtype)


def max_pool2d(input, kernel_size, stride=None):
    return _windows(input, _pair(kernel_size), _pair(stride), (0, 0)).max(axis=(4, 5))
