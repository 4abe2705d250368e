"""What functional_layers.py leaves out: transposed convolutions, poolings with all options, borders."""

import itertools

import numpy as np


def _each(value, rank):
    return (value,) * rank if np.ndim(value) == 0 else tuple(value)


def _told(X, *values):
    return [_each(value, X.ndim - 2) for value in values]


def _at(starts, counts, steps):
    """A slice of all images and channels: so many pixels from each start on."""
    each = zip(starts, counts, steps, strict=True)
    return (slice(None), slice(None), *(slice(a, a + (n - 1) * s + 1, s) for a, n, s in each))


def _spread(C, W, groups, X, size, told):
    """Yield for each tap where its pixels go in what is not cropped yet, and its weights."""
    stride, dilation = told
    for tap in itertools.product(*map(range, W.shape[2:])):
        starts = [t * d for t, d in zip(tap, dilation, strict=True)]
        of_tap = W[(slice(None), slice(None), *tap)].reshape(groups, C // groups, -1)
        yield tap, _at(starts, X.shape[2:], stride), of_tap


def _sizes(X, W, stride, padding, dilation, output_padding):
    each = zip(X.shape[2:], W.shape[2:], stride, padding, dilation, output_padding, strict=True)
    return [((n - 1) * s + d * (k - 1) + 1, n, p, o) for n, k, s, p, d, o in each]


def conv_transpose2d(
    input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    told = _told(input, stride, padding, dilation, output_padding)
    stride, padding, dilation, output_padding = told
    N, C = input.shape[:2]
    sizes = _sizes(input, weight, *told)
    room = [whole + o for whole, _, _, o in sizes]
    out = np.zeros((N, groups, weight.shape[1], *room), input.dtype)
    X = input.reshape(N, groups, C // groups, *input.shape[2:])
    for _, at, W in _spread(C, weight, groups, input, room, (stride, dilation)):
        out[(slice(None), *at)] += np.einsum("ngc...,gcf->ngf...", X, W)
    out = out.reshape(N, -1, *room)
    kept = (slice(p, n - p) for p, n in zip(padding, room, strict=True))
    out = out[(slice(None), slice(None), *kept)]
    return out if bias is None else out + bias.reshape(-1, *(1,) * (input.ndim - 2))


def _uncropped(G, X, W, told):
    sizes = _sizes(X, W, *told)
    room = [max(whole + o, whole) for whole, _, _, o in sizes]
    P = np.zeros((*G.shape[:2], *room), G.dtype)
    P[_at([p for *_, p, _ in sizes], G.shape[2:], [1] * len(room))] = G
    return P, room


def conv_transpose2d_backward_input(
    grad_output, input, weight, stride=1, padding=0, dilation=1, groups=1, output_padding=0
):
    told = _told(input, stride, padding, dilation, output_padding)
    P, room = _uncropped(grad_output, input, weight, told)
    N, C = input.shape[:2]
    dX = np.zeros((N, groups, C // groups, *input.shape[2:]), input.dtype)
    for _, at, W in _spread(C, weight, groups, input, room, (told[0], told[2])):
        seen = P[at].reshape(N, groups, -1, *input.shape[2:])
        dX += np.einsum("ngf...,gcf->ngc...", seen, W)
    return dX.reshape(input.shape)


def conv_transpose2d_backward_weight(
    grad_output, input, weight, stride=1, padding=0, dilation=1, groups=1, output_padding=0
):
    told = _told(input, stride, padding, dilation, output_padding)
    P, room = _uncropped(grad_output, input, weight, told)
    N, C = input.shape[:2]
    X = input.reshape(N, groups, C // groups, -1)
    dW = np.zeros(weight.shape, input.dtype)
    for tap, at, _ in _spread(C, weight, groups, input, room, (told[0], told[2])):
        seen = P[at].reshape(N, groups, weight.shape[1], -1)
        of_tap = np.einsum("ngco,ngfo->gcf", X, seen)
        dW[(slice(None), slice(None), *tap)] = of_tap.reshape(C, -1)
    return dW


def conv_transpose2d_backward_bias(grad_output):
    return grad_output.sum(axis=(0, *range(2, grad_output.ndim)))


def _windows(X, kernel, stride, padding, dilation, ceil_mode):
    """Yield for each window its place, and along each axis its first pixel and its span."""
    counts = []
    for n, k, s, p, d in zip(X.shape[2:], kernel, stride, padding, dilation, strict=True):
        room = n + 2 * p - d * (k - 1) - 1
        count = (-(-room // s) if ceil_mode else room // s) + 1
        counts.append(count - (ceil_mode and (count - 1) * s >= n + p))
    for at in itertools.product(*map(range, counts)):
        yield at, [o * s - p for o, s, p in zip(at, stride, padding, strict=True)], counts


def _averaged(X, window, stride, padding, ceil_mode, count_include_pad, divisor):
    window, padding = _told(X, window, padding)
    (stride,) = _told(X, window if stride is None else stride)
    plain = (1,) * len(window)
    for at, starts, counts in _windows(X, window, stride, padding, plain, ceil_mode):
        whole, inside, seen = 1, 1, []
        for a, k, n, p in zip(starts, window, X.shape[2:], padding, strict=True):
            first, last = max(a, 0), min(a + k, n)
            whole, inside = whole * (min(a + k, n + p) - a), inside * max(last - first, 0)
            seen.append(slice(first, max(first, last)))
        by = divisor or (whole if count_include_pad else inside)
        yield (slice(None), slice(None), *at), (slice(None), slice(None), *seen), by, counts


def avg_pool2d(
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    told = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
    windows = list(_averaged(input, *told))
    out = np.zeros((*input.shape[:2], *windows[0][-1]), input.dtype)
    for at, seen, by, _ in windows:
        out[at] = input[seen].sum(axis=tuple(range(2, input.ndim))) / by
    return out


def avg_pool2d_backward(
    grad_output,
    input,
    kernel_size,
    stride=None,
    padding=0,
    ceil_mode=False,
    count_include_pad=True,
    divisor_override=None,
):
    dX = np.zeros_like(input)
    told = (kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override)
    for at, seen, by, _ in _averaged(input, *told):
        dX[seen] += (grad_output[at] / by).reshape(*input.shape[:2], *(1,) * (input.ndim - 2))
    return dX


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    window, padding, dilation = _told(input, kernel_size, padding, dilation)
    (stride,) = _told(input, window if stride is None else stride)
    windows = list(_windows(input, window, stride, padding, dilation, ceil_mode))
    out = np.zeros((*input.shape[:2], *windows[0][-1]), input.dtype)
    for at, starts, _ in windows:
        taps = []
        for a, k, d, n in zip(starts, window, dilation, input.shape[2:], strict=True):
            taps.append([a + t * d for t in range(k) if 0 <= a + t * d < n])
        cells = input[(slice(None), slice(None), *np.ix_(*taps))]
        out[(slice(None), slice(None), *at)] = cells.max(axis=tuple(range(2, input.ndim)))
    return out


def _sources(length, before, after, mode):
    """Which pixel stands at each place of the padded axis; -1 for none."""
    place = np.arange(-before, length + after)
    if mode == "reflect":
        return np.where(place < 0, -place, np.where(place >= length, 2 * length - 2 - place, place))
    if mode == "replicate":
        return np.clip(place, 0, length - 1)
    return place % length if mode == "circular" else np.where(place < length, place, -1)


def pad(input, pad, mode="constant", value=0):
    out = input
    for axis, (before, after) in zip(
        range(input.ndim)[::-1], zip(pad[::2], pad[1::2], strict=True), strict=False
    ):
        source = _sources(input.shape[axis], before, after, mode)
        out = np.moveaxis(out, axis, 0)[np.maximum(source, 0)]
        out[source < 0] = value
        out = np.moveaxis(out, 0, axis)
    return out


def pad_backward(grad_output, pad, mode="constant", value=0):
    dX = grad_output
    for axis, (before, after) in zip(
        range(dX.ndim)[::-1], zip(pad[::2], pad[1::2], strict=True), strict=False
    ):
        length = dX.shape[axis] - before - after
        source = _sources(length, before, after, mode)
        G, dX = np.moveaxis(dX, axis, 0), np.zeros((length, *np.moveaxis(dX, axis, 0).shape[1:]))
        np.add.at(dX, source[source >= 0], G[source >= 0])
        dX = np.moveaxis(dX, 0, axis)
    return dX.astype(grad_output.dtype)


for _name in list(globals()):
    if "2d" in _name:
        for _rank in "13":
            globals()[_name.replace("2d", f"{_rank}d")] = globals()[_name]
