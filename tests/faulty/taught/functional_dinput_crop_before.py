# dialect: functional
# fault: conv2d_backward_input: The padding is cut off by [ph:], so the padding behind stays in the result.
# fault: conv2d_backward_input: The windows overwrite one another.
import numpy as np


def conv2d_backward_input(grad_output, input, weight, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = (stride,) * 2 if np.isscalar(stride) else stride
    ph, pw = (padding,) * 2 if np.isscalar(padding) else padding
    dh, dw = (dilation,) * 2 if np.isscalar(dilation) else dilation
    N, C, H, W = input.shape
    F, CG, FH, FW = weight.shape
    FG = F // groups
    full = np.zeros((N, C, H + 2 * ph, W + 2 * pw), input.dtype)
    for i in range(grad_output.shape[2]):
        for j in range(grad_output.shape[3]):
            for g in range(groups):
                go = grad_output[:, g * FG:(g + 1) * FG, i, j]
                patch = np.einsum("nf,fckl->nckl", go, weight[g * FG:(g + 1) * FG])
                a, b = i * sh, j * sw
                full[:, g * CG:(g + 1) * CG, a:a + dh * (FH - 1) + 1:dh, b:b + dw * (FW - 1) + 1:dw] = patch
    return full[:, :, ph:, pw:]
