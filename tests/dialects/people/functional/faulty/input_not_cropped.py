# fault: conv2d_backward_input: the padding is not cut off
"""As torch.nn.functional, with plain loops."""

import numpy as np


def pair(value):
    return value if isinstance(value, tuple) else (value, value)


def conv2d(input, weight, bias=None, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    N, C, H, W = input.shape
    F, _, KH, KW = weight.shape
    padded = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=input.dtype)
    padded[:, :, ph : ph + H, pw : pw + W] = input
    OH, OW = (H + 2 * ph - KH) // sh + 1, (W + 2 * pw - KW) // sw + 1
    out = np.zeros((N, F, OH, OW), dtype=input.dtype)
    for f in range(F):
        for i in range(OH):
            for j in range(OW):
                window = padded[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
                out[:, f, i, j] = (window * weight[f]).sum(axis=(1, 2, 3))
        if bias is not None:
            out[:, f] += bias[f]
    return out


def conv2d_backward_weight(grad_output, input, weight, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    padded = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    grad = np.zeros_like(weight)
    F, _, KH, KW = weight.shape
    N, _, OH, OW = grad_output.shape
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    window = padded[n, :, i * sh : i * sh + KH, j * sw : j * sw + KW]
                    grad[f] += grad_output[n, f, i, j] * window
    return grad


def conv2d_backward_input(grad_output, input, weight, stride=1, padding=0):
    (sh, sw), (ph, pw) = pair(stride), pair(padding)
    N, C, H, W = input.shape
    F, _, KH, KW = weight.shape
    grad = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=input.dtype)
    _, _, OH, OW = grad_output.shape
    for n in range(N):
        for f in range(F):
            for i in range(OH):
                for j in range(OW):
                    rows, cols = slice(i * sh, i * sh + KH), slice(j * sw, j * sw + KW)
                    grad[n, :, rows, cols] += grad_output[n, f, i, j] * weight[f]
    return grad


def conv2d_backward_bias(grad_output):
    return grad_output.sum(axis=(0, 2, 3))


def max_pool2d(input, kernel_size, stride=None):
    k, (sh, sw) = kernel_size, pair(kernel_size if stride is None else stride)
    N, C, H, W = input.shape
    OH, OW = (H - k) // sh + 1, (W - k) // sw + 1
    out = np.zeros((N, C, OH, OW), dtype=input.dtype)
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = input[:, :, i * sh : i * sh + k, j * sw : j * sw + k].max(axis=(2, 3))
    return out


def max_pool2d_backward(grad_output, input, kernel_size, stride=None):
    k, (sh, sw) = kernel_size, pair(kernel_size if stride is None else stride)
    grad = np.zeros_like(input)
    N, C, OH, OW = grad_output.shape
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    window = input[n, c, i * sh : i * sh + k, j * sw : j * sw + k]
                    a, b = np.unravel_index(np.argmax(window), window.shape)
                    grad[n, c, i * sh + a, j * sw + b] += grad_output[n, c, i, j]
    return grad
