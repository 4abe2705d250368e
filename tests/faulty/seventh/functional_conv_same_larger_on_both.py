# dialect: functional
# fault: conv2d: of same, the larger half is on both sides, of which as many windows as pixels are taken

import numpy as np


def _two(v):
    return (v, v) if isinstance(v, (int, np.integer)) else tuple(v)


def _widths(padding, K, dilation):
    if padding == "valid":
        return [(0, 0), (0, 0)]
    if padding == "same":
        widths = []
        for k, d in zip(K, dilation):
            total = d * (k - 1)
            less, more = total // 2, total - total // 2
            widths.append((more, more))
        return widths
    return [(p, p) for p in _two(padding)]


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1):
    stride, dilation = _two(stride), _two(dilation)
    KH, KW = weight.shape[2:]
    x = np.pad(input, [(0, 0), (0, 0)] + _widths(padding, (KH, KW), dilation))
    span = [d * (k - 1) + 1 for d, k in zip(dilation, (KH, KW))]
    v = np.lib.stride_tricks.sliding_window_view(x, span, axis=(2, 3))
    if padding == "same":
        v = v[:, :, :input.shape[2], :input.shape[3]]
    v = v[:, :, ::stride[0], ::stride[1], ::dilation[0], ::dilation[1]]
    out = np.tensordot(v, weight, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)
    return out if bias is None else out + np.asarray(bias).reshape(-1, 1, 1)
