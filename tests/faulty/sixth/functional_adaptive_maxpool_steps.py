# dialect: functional
# fault: adaptive_max_pool1d: steps of floor(L / O), the last window has the rest
# fault: adaptive_max_pool1d_backward: a pixel that wins twice keeps the last gradient

import numpy as np


def _edges(L, O):
    i = np.arange(O)
    return i * L // O, ((i + 1) * L + O - 1) // O


def adaptive_max_pool1d(input, output_size):
    O = output_size if np.isscalar(output_size) else output_size[0]
    L = input.shape[2]
    if O is None:
        O = L
    lo, hi = _edges(L, O)
    if L >= O:
        lo = np.arange(O) * (L // O)
        hi = np.append(lo[1:], L)
    return np.stack([input[:, :, a:b].max(axis=2) for a, b in zip(lo, hi)], axis=2)


def adaptive_max_pool1d_backward(grad_output, input, output_size):
    N, C, L = input.shape
    O = grad_output.shape[2]
    dx = np.zeros_like(input)
    n, c = np.ogrid[:N, :C]
    for o, (a, b) in enumerate(zip(*_edges(L, O))):
        where = a + input[:, :, a:b].argmax(axis=2)
        dx[n, c, where] = grad_output[:, :, o]
    return dx
