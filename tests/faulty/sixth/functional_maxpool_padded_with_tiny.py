# dialect: functional
# fault: max_pool1d: the padding is filled with the smallest positive number

import numpy as np


def _i(v, otherwise=None):
    if v is None:
        return otherwise
    return int(v[0]) if hasattr(v, "__len__") else int(v)


def _geometry(L, kernel_size, stride, padding, dilation, ceil_mode):
    k = _i(kernel_size)
    s, p, d = _i(stride, k), _i(padding), _i(dilation)
    O = (L + 2 * p - d * (k - 1) - 1 + (s - 1 if ceil_mode else 0)) // s + 1
    if ceil_mode and (O - 1) * s >= L + p:
        O -= 1
    return s, p, (np.arange(O) * s)[:, None] + d * np.arange(k)


def max_pool1d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    N, C, L = input.shape
    s, p, idx = _geometry(L, kernel_size, stride, padding, dilation, ceil_mode)
    line = np.full((N, C, max(L + 2 * p, idx.max() + 1)), np.finfo(input.dtype).tiny, input.dtype)
    line[..., p:p + L] = input
    return line[..., idx].max(-1)


def max_pool1d_backward(grad_output, input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    N, C, L = input.shape
    s, p, idx = _geometry(L, kernel_size, stride, padding, dilation, ceil_mode)
    line = np.full((N, C, max(L + 2 * p, idx.max() + 1)), -np.inf, input.dtype)
    line[..., p:p + L] = input
    grad = np.zeros_like(line)
    best = line[..., idx].argmax(-1)
    for o in range(len(idx)):
        for n in range(N):
            for c in range(C):
                grad[n, c, idx[o, best[n, c, o]]] += grad_output[n, c, o]
    return grad[..., p:p + L].copy()
