# dialect: functional
# fault: conv_transpose1d_backward_weight: (F, C, K) is reshaped, not transposed

import numpy as np


def _n(v):
    return v if np.isscalar(v) else v[0]


def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0):
    s, p, op = _n(stride), _n(padding), _n(output_padding)
    N, C, L = input.shape
    _, F, K = weight.shape
    buf = np.zeros((N, F, (L - 1) * s + K + op), input.dtype)
    for t in range(L):
        buf[:, :, t * s:t * s + K] += np.tensordot(input[:, :, t], weight, axes=(1, 0))
    out = buf[:, :, p:buf.shape[2] - p]
    return out.copy() if bias is None else out + bias[None, :, None]


def conv_transpose1d_backward_weight(grad_output, input, weight, stride=1, padding=0):
    s, p = _n(stride), _n(padding)
    N, C, L = input.shape
    C, F, K = weight.shape
    need = (L - 1) * s + K
    g = np.zeros((N, F, max(need, grad_output.shape[2] + 2 * p)), grad_output.dtype)
    g[:, :, p:p + grad_output.shape[2]] = grad_output
    dw = np.zeros((F, C, K), weight.dtype)
    for k in range(K):
        dw[:, :, k] = np.einsum("nft,nct->fc", g[:, :, k:k + (L - 1) * s + 1:s], input)
    return dw.reshape(weight.shape)


def conv_transpose1d_backward_input(grad_output, input, weight, stride=1, padding=0):
    s, p = _n(stride), _n(padding)
    N, C, L = input.shape
    K = weight.shape[2]
    g = np.zeros((N, grad_output.shape[1], max((L - 1) * s + K, grad_output.shape[2] + 2 * p)), grad_output.dtype)
    g[:, :, p:p + grad_output.shape[2]] = grad_output
    dx = np.empty(input.shape, input.dtype)
    for t in range(L):
        dx[:, :, t] = np.tensordot(g[:, :, t * s:t * s + K], weight, axes=([1, 2], [1, 2]))
    return dx
