# dialect: layer_classes
# fault: MaxPool2d.forward: without a stride the windows are one pixel apart

import numpy as np


class MaxPool2d:
    def __init__(self, kernel_size, stride=None):
        self.kernel_size = kernel_size
        self.stride = stride or 1

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        windows = np.lib.stride_tricks.sliding_window_view(x, (k, k), axis=(2, 3))
        return windows[:, :, ::s, ::s].max(axis=(4, 5))
