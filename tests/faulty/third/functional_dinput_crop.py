# dialect: functional
# fault: conv2d_backward_input: The padding of the rows is cut off the columns too.
# fault: conv2d_backward_input: The dilation is left out for the columns of the filter.
import numpy as np


def conv2d_backward_input(grad_output, input, weight, stride=1, padding=0, dilation=(1, 1), groups=1):
    sh, sw = np.broadcast_to(stride, 2).tolist()
    ph, pw = np.broadcast_to(padding, 2).tolist()
    dh, dw = np.broadcast_to(dilation, 2).tolist()
    N, C, H, W = input.shape
    F, CG, FH, FW = weight.shape
    FG = F // groups
    oh, ow = grad_output.shape[2:]
    dx = np.zeros((N, C, H + 2 * ph, W + 2 * pw), dtype=input.dtype)
    for g in range(groups):
        go = grad_output[:, g * FG:(g + 1) * FG]
        wg = weight[g * FG:(g + 1) * FG]
        for k in range(FH):
            for l in range(FW):
                y, x = k * dh, l
                dx[:, g * CG:(g + 1) * CG, y:y + sh * (oh - 1) + 1:sh, x:x + sw * (ow - 1) + 1:sw] += np.einsum(
                    "nfij,fc->ncij", go, wg[:, :, k, l])
    return dx[:, :, ph:ph + H, ph:ph + W].copy()
