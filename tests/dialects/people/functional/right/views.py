import numpy as np


def pad(input, pad):
    l, r, t, b = pad
    return np.pad(input, ((0, 0), (0, 0), (t, b), (l, r)))


def windows(input, weight, stride, padding, dilation):
    (sh, sw), (ph, pw), (dh, dw) = stride, padding, dilation
    kh, kw = weight.shape[2:]
    X = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    spans = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    V = np.lib.stride_tricks.sliding_window_view(X, spans, axis=(2, 3))
    return V[:, :, ::sh, ::sw, ::dh, ::dw]


def parts(array, axis, groups):
    return np.split(array, groups, axis)


def conv2d(input, weight, bias=None, stride=1, padding=0, dilation=(1, 1), groups=1):
    V = windows(input, weight, stride, padding, dilation)
    pairs = zip(parts(V, 1, groups), parts(weight, 0, groups), strict=True)
    out = np.concatenate([np.einsum("nchwkl,fckl->nfhw", v, w) for v, w in pairs], 1)
    return out if bias is None else out + bias[:, None, None]


def conv2d_backward_weight(
    grad_output, input, weight, stride=1, padding=0, dilation=(1, 1), groups=1
):
    V = windows(input, weight, stride, padding, dilation)[
        :, :, : grad_output.shape[2], : grad_output.shape[3]
    ]
    pairs = zip(parts(V, 1, groups), parts(grad_output, 1, groups), strict=True)
    return np.concatenate([np.einsum("nchwkl,nfhw->fckl", v, g) for v, g in pairs])


def conv2d_backward_input(
    grad_output, input, weight, stride=1, padding=0, dilation=(1, 1), groups=1
):
    (sh, sw), (ph, pw), (dh, dw) = stride, padding, dilation
    N, C, H, W = input.shape
    KH, KW = weight.shape[2:]
    dX = np.zeros((N, C, H + 2 * ph, W + 2 * pw), input.dtype)
    pairs = zip(parts(grad_output, 1, groups), parts(weight, 0, groups), strict=True)
    sent = np.concatenate([np.einsum("nfhw,fckl->nchwkl", g, w) for g, w in pairs], 1)
    for i in range(grad_output.shape[2]):
        for j in range(grad_output.shape[3]):
            for k in range(KH):
                for l in range(KW):
                    dX[:, :, sh * i + dh * k, sw * j + dw * l] += sent[:, :, i, j, k, l]
    return dX[:, :, ph : ph + H, pw : pw + W].copy()


def conv2d_backward_bias(grad_output):
    return grad_output.sum((0, 2, 3))


def max_pool2d(input, kernel_size, stride=None):
    V = np.lib.stride_tricks.sliding_window_view(input, (kernel_size,) * 2, axis=(2, 3))
    return V[:, :, ::stride, ::stride].max((4, 5))


def max_pool2d_backward(grad_output, input, kernel_size, stride=None):
    dX = np.zeros_like(input)
    N, C, OH, OW = grad_output.shape
    for n, c, i, j in np.ndindex(N, C, OH, OW):
        window = input[
            n, c, i * stride : i * stride + kernel_size, j * stride : j * stride + kernel_size
        ]
        k, l = np.unravel_index(window.argmax(), window.shape)
        dX[n, c, i * stride + k, j * stride + l] += grad_output[n, c, i, j]
    return dX


def _pair(value):
    return value if isinstance(value, tuple) else (value, value)


def avg_pool2d(input, kernel_size, stride=None, padding=0):
    (sh, sw), (ph, pw) = stride, padding
    X = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    V = np.lib.stride_tricks.sliding_window_view(X, _pair(kernel_size), axis=(2, 3))
    return V[:, :, ::sh, ::sw].mean((4, 5))


def avg_pool2d_backward(grad_output, input, kernel_size, stride=None, padding=0):
    (sh, sw), (ph, pw) = stride, padding
    kh, kw = _pair(kernel_size)
    N, C, H, W = input.shape
    dX = np.zeros((N, C, H + 2 * ph, W + 2 * pw), input.dtype)
    for i, j in np.ndindex(*grad_output.shape[2:]):
        share = grad_output[:, :, i : i + 1, j : j + 1] / (kh * kw)
        dX[:, :, sh * i : sh * i + kh, sw * j : sw * j + kw] += share
    return dX[:, :, ph : ph + H, pw : pw + W].copy()
