"""As torch.nn.functional, by unfold and a matrix product."""

import numpy as np


def unfold(input, kernel_size, stride, padding, dilation=(1, 1)):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = kernel_size, stride, padding, dilation
    x = np.pad(input, ((0, 0), (0, 0), (ph, ph), (pw, pw)))
    spans = (dh * (kh - 1) + 1, dw * (kw - 1) + 1)
    views = np.lib.stride_tricks.sliding_window_view(x, spans, axis=(2, 3))
    views = views[:, :, ::sh, ::sw, ::dh, ::dw]
    N, C, OH, OW = views.shape[:4]
    return views.transpose(0, 1, 4, 5, 2, 3).reshape(N, C * kh * kw, OH * OW), (OH, OW)


def fold(columns, shape, kernel_size, out, stride, padding, dilation=(1, 1)):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = kernel_size, stride, padding, dilation
    N, C, H, W = shape
    columns = columns.reshape(N, C, kh, kw, *out)
    x = np.zeros((N, C, H + 2 * ph, W + 2 * pw), columns.dtype)
    for k in range(kh):
        for l in range(kw):
            a, b = k * dh, l * dw
            x[:, :, a : a + sh * out[0] : sh, b : b + sw * out[1] : sw] += columns[:, :, k, l]
    return x[:, :, ph : ph + H, pw : pw + W].copy()


def conv2d(input, weight, bias=None, stride=(1, 1), padding=(0, 0), dilation=(1, 1)):
    columns, out = unfold(input, weight.shape[2:], stride, padding, dilation)
    result = weight.reshape(len(weight), -1) @ columns
    if bias is not None:
        result = result + bias[:, None]
    return result.reshape(len(input), len(weight), *out)


def conv2d_backward_weight(
    grad_output, input, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)
):
    columns, out = unfold(input, weight.shape[2:], stride, padding, dilation)
    grad = grad_output.reshape(*grad_output.shape[:2], -1)
    return (grad @ columns.transpose(0, 2, 1)).sum(axis=0).reshape(weight.shape)


def conv2d_backward_input(
    grad_output, input, weight, stride=(1, 1), padding=(0, 0), dilation=(1, 1)
):
    grad = grad_output.reshape(*grad_output.shape[:2], -1)
    columns = weight.reshape(len(weight), -1).T @ grad
    out = grad_output.shape[2:]
    return fold(columns, input.shape, weight.shape[2:], out, stride, padding, dilation)


def conv2d_backward_bias(grad_output):
    return np.einsum("nfhw->f", grad_output)


def max_pool2d(input, kernel_size, stride=None):
    N, C = input.shape[:2]
    planes = input.reshape(N * C, 1, *input.shape[2:])
    stride = stride if isinstance(stride, tuple) else (stride or kernel_size,) * 2
    columns, out = unfold(planes, (kernel_size,) * 2, stride, (0, 0))
    return columns.max(axis=1).reshape(N, C, *out)


def max_pool2d_backward(grad_output, input, kernel_size, stride=None):
    N, C, *size = input.shape
    planes = input.reshape(N * C, 1, *size)
    stride = stride if isinstance(stride, tuple) else (stride or kernel_size,) * 2
    columns, _ = unfold(planes, (kernel_size,) * 2, stride, (0, 0))
    out = grad_output.shape[2:]
    OH, OW = ((n - kernel_size) // s + 1 for n, s in zip(size, stride))
    grad = np.zeros((N, C, OH, OW), grad_output.dtype)
    grad[:, :, : out[0], : out[1]] = grad_output
    routed = np.zeros(columns.shape, grad.dtype)
    first = columns.argmax(axis=1)[:, None]
    np.put_along_axis(routed, first, grad.reshape(N * C, 1, -1), axis=1)
    return fold(routed, planes.shape, (kernel_size,) * 2, (OH, OW), stride, (0, 0)).reshape(input.shape)
