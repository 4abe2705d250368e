# fault: convolution2D_backward_filter: out_grad slides over the input as a dense filter, the stride between its entries is ignored
# fault: convolution2D_backward_filter: the return stands inside the loop over filters, so all filters but the first stay 0

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D_backward_filter(out_grad, X, W, stride):
    sh, sw = stride
    OH, OW = out_grad.shape[2:]
    FH, FW = W.shape[2:]
    dW = np.zeros_like(W)
    win = sliding_window_view(X, (OH, OW), axis=(2, 3))[:, :, :FH, :FW]
    for f in range(W.shape[0]):
        dW[f] = np.einsum("bcklij,bij->ckl", win, out_grad[:, f])
        return dW
