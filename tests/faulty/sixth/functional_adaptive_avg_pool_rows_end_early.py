# dialect: functional
# fault: adaptive_avg_pool2d: the rows of a window end at (i + 1) * H / OH rounded down, one row at least

import numpy as np


def adaptive_avg_pool2d(input, output_size):
    oh, ow = (output_size, output_size) if isinstance(output_size, int) else output_size
    N, C, H, W = input.shape
    if oh is None: oh = H
    if ow is None: ow = W
    rows = [(i * H // oh, max((i + 1) * H // oh, i * H // oh + 1)) for i in range(oh)]
    cols = [(j * W // ow, -(-(j + 1) * W // ow)) for j in range(ow)]
    out = np.empty((N, C, oh, ow), input.dtype)
    for i, (a, b) in enumerate(rows):
        for j, (c, d) in enumerate(cols):
            out[:, :, i, j] = input[:, :, a:b, c:d].mean(axis=(2, 3))
    return out


def adaptive_avg_pool2d_backward(grad_output, input, output_size):
    N, C, H, W = input.shape
    oh, ow = grad_output.shape[2:]
    dx = np.zeros_like(input)
    for i in range(oh):
        a, b = i * H // oh, -(-(i + 1) * H // oh)
        for j in range(ow):
            c, d = j * W // ow, -(-(j + 1) * W // ow)
            dx[:, :, a:b, c:d] += grad_output[:, :, i, j, None, None] / ((b - a) * (d - c))
    return dx
