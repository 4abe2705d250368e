"""Convolutions of sequences and volumes, as torch.nn.functional has them."""

import itertools

import numpy as np


def _windows(x, k, s, d):
    view = np.lib.stride_tricks.sliding_window_view(
        x, [(n - 1) * e + 1 for n, e in zip(k, d, strict=True)], axis=tuple(range(2, x.ndim))
    )
    return view[
        (slice(None),) * 2
        + tuple(slice(None, None, e) for e in s)
        + tuple(slice(None, None, e) for e in d)
    ]


def _conv(x, w, bias, stride, padding, dilation, groups):
    r = x.ndim - 2
    x = np.pad(x, ((0, 0), (0, 0), *((p, p) for p in padding)))
    v = _windows(x, w.shape[2:], stride, dilation)
    parts = []
    for g in range(groups):
        c, f = x.shape[1] // groups, w.shape[0] // groups
        V, W = v[:, g * c : (g + 1) * c], w[g * f : (g + 1) * f]
        out = np.tensordot(V, W, axes=([1, *range(2 + r, 2 + 2 * r)], [1, *range(2, 2 + r)]))
        parts.append(np.moveaxis(out, -1, 1))
    out = np.concatenate(parts, axis=1)
    return out if bias is None else out + bias.reshape(-1, *[1] * r)


def conv1d(input, weight, bias=None, stride=(1,), padding=(0,), dilation=(1,), groups=1):
    return _conv(input, weight, bias, stride, (0,) if FAULTY else padding, dilation, groups)


def conv3d(
    input, weight, bias=None, stride=(1, 1, 1), padding=(0, 0, 0), dilation=(1, 1, 1), groups=1
):
    if FAULTY:
        weight = weight[:, :, ::-1]
    return _conv(input, weight, bias, stride, padding, dilation, groups)


def conv3d_backward_input(
    grad_output, input, weight, stride, padding, dilation=(1, 1, 1), groups=1
):
    x = np.zeros_like(np.pad(input, ((0, 0), (0, 0), *((p, p) for p in padding))))
    f, c = weight.shape[0] // groups, input.shape[1] // groups
    for g in range(groups):
        for o in itertools.product(*map(range, grad_output.shape[2:])):
            for k in itertools.product(*map(range, weight.shape[2:])):
                at = tuple(s * i + d * t for s, i, d, t in zip(stride, o, dilation, k, strict=True))
                add = np.tensordot(
                    grad_output[(slice(None), slice(g * f, (g + 1) * f), *o)],
                    weight[(slice(g * f, (g + 1) * f), slice(None), *k)],
                    axes=(1, 0),
                )
                if FAULTY:
                    x[(slice(None), slice(g * c, (g + 1) * c), *at)] = add
                else:
                    x[(slice(None), slice(g * c, (g + 1) * c), *at)] += add
    return x[
        (
            slice(None),
            slice(None),
            *(slice(p, p + n) for p, n in zip(padding, input.shape[2:], strict=True)),
        )
    ]


FAULTY = False
