# dialect: layer_classes
# fault: MaxPool2d.forward: a running maximum is a view of x, into which it is written

import numpy as np


class MaxPool2d:
    def __init__(self, kernel_size, stride=None):
        self.kernel_size = kernel_size
        self.stride = stride or kernel_size

    def forward(self, x):
        k, s = self.kernel_size, self.stride
        rows, columns = ((n - k) // s + 1 for n in x.shape[2:])
        most = x[:, :, : s * rows : s, : s * columns : s]
        for a in range(k):
            for b in range(k):
                np.maximum(most, x[:, :, a : a + s * rows : s, b : b + s * columns : s][:, :, :rows, :columns], out=most)
        return most
