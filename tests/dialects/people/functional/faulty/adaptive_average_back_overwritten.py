# fault: adaptive_avg_pool2d_backward: where windows overlap the last one counts
"""Poolings to a size, as torch.nn.functional has them."""

import math

import numpy as np


def _size(output_size, shape):
    sizes = (output_size,) * 2 if isinstance(output_size, int) else output_size
    return [length if size is None else size for size, length in zip(sizes, shape[2:])]


def _bins(size, length):
    return [(i * length // size, math.ceil((i + 1) * length / size)) for i in range(size)]


def adaptive_avg_pool2d(input, output_size):
    OH, OW = _size(output_size, input.shape)
    N, C, H, W = input.shape
    out = np.zeros((N, C, OH, OW), dtype=input.dtype)
    for i, (top, bottom) in enumerate(_bins(OH, H)):
        for j, (left, right) in enumerate(_bins(OW, W)):
            out[:, :, i, j] = input[:, :, top:bottom, left:right].mean(axis=(2, 3))
    return out


def adaptive_avg_pool2d_backward(grad_output, input, output_size):
    OH, OW = _size(output_size, input.shape)
    N, C, H, W = input.shape
    grad = np.zeros_like(input)
    for i, (top, bottom) in enumerate(_bins(OH, H)):
        for j, (left, right) in enumerate(_bins(OW, W)):
            area = (bottom - top) * (right - left)
            grad[:, :, top:bottom, left:right] = grad_output[:, :, i, j, None, None] / area
    return grad


def adaptive_max_pool2d(input, output_size):
    OH, OW = _size(output_size, input.shape)
    N, C, H, W = input.shape
    out = np.zeros((N, C, OH, OW), dtype=input.dtype)
    for i, (top, bottom) in enumerate(_bins(OH, H)):
        for j, (left, right) in enumerate(_bins(OW, W)):
            out[:, :, i, j] = input[:, :, top:bottom, left:right].max(axis=(2, 3))
    return out


def adaptive_max_pool2d_backward(grad_output, input, output_size):
    OH, OW = _size(output_size, input.shape)
    N, C, H, W = input.shape
    grad = np.zeros_like(input)
    for n in range(N):
        for c in range(C):
            for i, (top, bottom) in enumerate(_bins(OH, H)):
                for j, (left, right) in enumerate(_bins(OW, W)):
                    window = input[n, c, top:bottom, left:right]
                    y, x = np.unravel_index(window.argmax(), window.shape)
                    grad[n, c, top + y, left + x] += grad_output[n, c, i, j]
    return grad
