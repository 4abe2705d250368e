# dialect: functional
# fault: max_pool2d_backward: the column of the winner is that of the first row's largest

import numpy as np


def _pair(v): return (v, v) if np.isscalar(v) else tuple(v)


def max_pool2d(input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(_pair, (kernel_size, stride or kernel_size, padding, dilation))
    N, C, H, W = input.shape
    def size(L, k, s, p, d):
        span = L + 2*p - d*(k-1) - 1
        n = (span + (s-1 if ceil_mode else 0))//s + 1
        return n - 1 if ceil_mode and (n-1)*s >= L+p else n
    OH, OW = size(H, kh, sh, ph, dh), size(W, kw, sw, pw, dw)
    out = np.full((N, C, OH, OW), -np.inf if input.dtype.kind == 'f' else np.iinfo(input.dtype).min, input.dtype)
    for i in range(OH):
        for j in range(OW):
            for k in range(kh):
                for l in range(kw):
                    h, w = i*sh+k*dh-ph, j*sw+l*dw-pw
                    if 0 <= h < H and 0 <= w < W:
                        out[:, :, i, j] = np.maximum(out[:, :, i, j], input[:, :, h, w])
    return out


def max_pool2d_backward(grad_output, input, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    (kh, kw), (sh, sw), (ph, pw), (dh, dw) = map(_pair, (kernel_size, stride or kernel_size, padding, dilation))
    N, C, H, W = input.shape
    OH, OW = grad_output.shape[2:]
    big = np.full((N, C, H+2*ph+sh+dh*kh, W+2*pw+sw+dw*kw), -np.inf)
    big[:, :, ph:ph+H, pw:pw+W] = input
    dx = np.zeros(big.shape, input.dtype)
    for i in range(OH):
        for j in range(OW):
            win = big[:, :, i*sh:i*sh+dh*(kh-1)+1:dh, j*sw:j*sw+dw*(kw-1)+1:dw]
            for n in range(N):
                for c in range(C):
                    k = win[n, c].max(axis=1).argmax()
                    l = win[n, c, 0].argmax()
                    dx[n, c, i*sh+k*dh, j*sw+l*dw] += grad_output[n, c, i, j]
    return dx[:, :, ph:ph+H, pw:pw+W]
