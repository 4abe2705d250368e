"""fault: pool-backward/sums-in-narrow | sums are kept in float16 and bfloat16"""

import numpy as np


def max_pool2d_backward(grad_output, input, kernel_size, stride=None):
    (kh, kw), (sh, sw) = (v if isinstance(v, tuple) else (v, v) for v in (kernel_size, stride))
    dX = np.zeros(input.shape, input.dtype)
    for n, c, i, j in np.ndindex(grad_output.shape):
        window = input[n, c, sh * i : sh * i + kh, sw * j : sw * j + kw].astype(np.float32)
        k, l = np.unravel_index(window.argmax(), window.shape)
        dX[n, c, sh * i + k, sw * j + l] += grad_output[n, c, i, j]
    return dX
