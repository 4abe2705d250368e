# fault: conv1d, conv2d: of an odd number of zeros the odd one is lost
"""As torch.nn.functional, with padding in numbers, or as a word."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def _each(value, rank):
    return (value,) * rank if isinstance(value, int) else tuple(value)


def _around(padding, kernel, stride, dilation):
    """Return what is added before and behind along each axis."""
    if padding == "valid":
        return [(0, 0)] * len(kernel)
    if padding == "same":
        if set(stride) != {1}:
            raise ValueError("padding 'same' needs stride 1")
        totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        return [(total // 2, total // 2) for total in totals]
    return [(p, p) for p in _each(padding, len(kernel))]


def _windows(input, weight, stride, padding, dilation):
    kernel = weight.shape[2:]
    axes = tuple(range(2, input.ndim))
    stride, dilation = _each(stride, len(kernel)), _each(dilation, len(kernel))
    around = _around(padding, kernel, stride, dilation)
    spans = [d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True)]
    read = sliding_window_view(np.pad(input, [(0, 0), (0, 0), *around]), spans, axis=axes)
    steps = [slice(None, None, step) for step in (*stride, *dilation)]
    return read[(slice(None), slice(None), *steps)], around


def _conv(input, weight, bias, stride, padding, dilation, groups):
    read, _ = _windows(input, weight, stride, padding, dilation)
    rank = weight.ndim - 2
    taps = [1, *range(2 + rank, 2 + 2 * rank)]
    parts = zip(np.split(read, groups, 1), np.split(weight, groups), strict=True)
    outs = [
        np.moveaxis(np.tensordot(r, w, (taps, [*range(1, w.ndim)])), -1, 1) for r, w in parts
    ]
    out = np.concatenate(outs, 1)
    return out if bias is None else out + bias.reshape(-1, *(1,) * rank)


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _conv(input, weight, bias, stride, padding, dilation, groups)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _conv(input, weight, bias, stride, padding, dilation, groups)
