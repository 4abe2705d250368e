# dialect: functional
# fault: adaptive_avg_pool2d_backward: windows overwrite, and each is divided by its height twice

import numpy as np


def adaptive_avg_pool2d_backward(grad_output, input, output_size):
    (OH, OW), (H, W) = output_size, input.shape[2:]
    dX = np.zeros_like(input)
    for i, j in np.ndindex(OH, OW):
        rows = slice(i * H // OH, -(-(i + 1) * H // OH))
        columns = slice(j * W // OW, -(-(j + 1) * W // OW))
        size = rows.stop - rows.start
        dX[:, :, rows, columns] = grad_output[:, :, i, j, None, None] / (size * size)
    return dX
