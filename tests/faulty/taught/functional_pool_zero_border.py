# dialect: functional
# fault: max_pool2d: The border is filled with zeros instead of -inf, so zeros win over negative values.
import numpy as np


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    if ceil_mode:
        raise NotImplementedError("ceil_mode")
    kh, kw = (kernel_size,) * 2 if np.isscalar(kernel_size) else kernel_size
    sh, sw = (kh, kw) if stride is None else (stride,) * 2 if np.isscalar(stride) else stride
    ph, pw = (padding,) * 2 if np.isscalar(padding) else padding
    dh, dw = (dilation,) * 2 if np.isscalar(dilation) else dilation
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    oh = (x.shape[2] - dh * (kh - 1) - 1) // sh + 1
    ow = (x.shape[3] - dw * (kw - 1) - 1) // sw + 1
    out = np.empty((*input.shape[:2], oh, ow), input.dtype)
    for i in range(oh):
        for j in range(ow):
            out[:, :, i, j] = x[:, :, i * sh:i * sh + dh * (kh - 1) + 1:dh, j * sw:j * sw + dw * (kw - 1) + 1:dw].max((2, 3))
    return out
