# dialect: functional
# fault: max_pool2d_backward: a kernel_size pair is read as (width, height)
# fault: max_pool2d_backward: without a stride the windows move by 1 instead of by the kernel size

import numpy as np


def _pair(v):
    return (int(v), int(v)) if np.isscalar(v) else tuple(v)


def max_pool2d_backward(grad_output, input, kernel_size, stride=None):
    kw, kh = _pair(kernel_size)
    sh, sw = (1, 1) if stride is None else _pair(stride)
    N, C, OH, OW = grad_output.shape
    grad_input = np.zeros_like(input)
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    y, x = i * sh, j * sw
                    win = input[n, c, y:y + kh, x:x + kw]
                    dy, dx = np.unravel_index(np.argmax(win), win.shape)
                    grad_input[n, c, y + dy, x + dx] += grad_output[n, c, i, j]
    return grad_input
