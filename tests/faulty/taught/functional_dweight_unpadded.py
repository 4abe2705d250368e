# dialect: functional
# fault: conv2d_backward_weight: The padding is added above and to the left only.
import numpy as np


def conv2d_backward_weight(grad_output, input, weight, stride=1, padding=0, dilation=1, groups=1):
    sh, sw = (stride, stride) if np.isscalar(stride) else stride
    ph, pw = (padding, padding) if np.isscalar(padding) else padding
    dh, dw = (dilation, dilation) if np.isscalar(dilation) else dilation
    N, C, H, W = input.shape
    F, CG, FH, FW = weight.shape
    FG = F // groups
    x = np.zeros((N, C, H + 4 * ph + 9, W + 4 * pw + 9), input.dtype)
    x[:, :, 2 * ph:2 * ph + H, 2 * pw:2 * pw + W] = input
    x = x[:, :, :H + 2 * ph, :W + 2 * pw]
    oh, ow = grad_output.shape[2:]
    out = np.zeros_like(weight)
    for f in range(F):
        for c in range(CG):
            for k in range(FH):
                for l in range(FW):
                    src = x[:, f // FG * CG + c, k * dh:k * dh + sh * (oh - 1) + 1:sh, l * dw:l * dw + sw * (ow - 1) + 1:sw]
                    out[f, c, k, l] = (src * grad_output[:, f]).sum()
    return out
