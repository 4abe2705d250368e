# dialect: layer_classes
# fault: Convolution.forward: out is reshaped to (N, FN, OH, OW) without a transpose

import numpy as np


class Convolution:
    def __init__(self, W, b, stride=1, pad=0):
        self.W, self.b, self.stride, self.pad = W, b, stride, pad

    def forward(self, x):
        FN, C, FH, FW = self.W.shape
        N = x.shape[0]
        x = np.pad(x, ((0, 0), (0, 0), (self.pad,) * 2, (self.pad,) * 2))
        win = np.lib.stride_tricks.sliding_window_view(x, (FH, FW), (2, 3))[:, :, ::self.stride, ::self.stride]
        OH, OW = win.shape[2:4]
        col = win.transpose(0, 2, 3, 1, 4, 5).reshape(N * OH * OW, -1)
        out = col @ self.W.reshape(FN, -1).T + self.b
        return out.reshape(N, FN, OH, OW)
