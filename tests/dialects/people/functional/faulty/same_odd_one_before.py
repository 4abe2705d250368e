# fault: conv1d, conv2d, conv3d, conv2d_backward_weight, conv2d_backward_input: of an odd number of zeros the odd one comes before the image
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
        return [(total - total // 2, total // 2) for total in totals]
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


def _weight(grad_output, input, weight, stride, padding, dilation, groups):
    read, _ = _windows(input, weight, stride, padding, dilation)
    rank = weight.ndim - 2
    places = [0, *range(2, 2 + rank)]
    parts = zip(np.split(grad_output, groups, 1), np.split(read, groups, 1), strict=True)
    return np.concatenate([np.tensordot(g, r, (places, places)) for g, r in parts])


def _input(grad_output, input, weight, stride, padding, dilation, groups):
    rank = weight.ndim - 2
    stride, dilation = _each(stride, rank), _each(dilation, rank)
    around = _around(padding, weight.shape[2:], stride, dilation)
    padded = np.zeros_like(np.pad(input, [(0, 0), (0, 0), *around]))
    parts = zip(
        np.split(padded, groups, 1),
        np.split(grad_output, groups, 1),
        np.split(weight, groups),
        strict=True,
    )
    for dx, g, w in parts:
        for tap in np.ndindex(*weight.shape[2:]):
            ends = zip(tap, dilation, stride, grad_output.shape[2:], strict=True)
            place = [slice(t * d, t * d + s * (n - 1) + 1, s) for t, d, s, n in ends]
            sent = np.tensordot(w[(slice(None), slice(None), *tap)], g, (0, 1))
            dx[(slice(None), slice(None), *place)] += np.moveaxis(sent, 1, 0)
    inside = [slice(b, b + n) for (b, _), n in zip(around, input.shape[2:], strict=True)]
    return padded[(slice(None), slice(None), *inside)].copy()


def conv1d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _conv(input, weight, bias, stride, padding, dilation, groups)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _conv(input, weight, bias, stride, padding, dilation, groups)


def conv3d(input, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    return _conv(input, weight, bias, stride, padding, dilation, groups)


def conv2d_backward_weight(
    grad_output, input, weight, stride=1, padding=0, dilation=1, groups=1
):
    return _weight(grad_output, input, weight, stride, padding, dilation, groups)


def conv2d_backward_input(
    grad_output, input, weight, stride=1, padding=0, dilation=1, groups=1
):
    return _input(grad_output, input, weight, stride, padding, dilation, groups)
