import matplotlib.pyplot as plt
import numpy as np
import torch

from pool_forward import pool_forward


def mask_of_first_max(window):
    """(f, f) of 0 and 1, the 1 at the first maximum in row-major order."""
    mask = np.zeros(window.shape, dtype=window.dtype)
    mask[np.unravel_index(np.argmax(window), window.shape)] = 1
    return mask


def pool_back(grad_pool, X, f, s):
    dX = np.zeros(X.shape, dtype=X.dtype)
    N, C, OH, OW = grad_pool.shape
    for n in range(N):
        for c in range(C):
            for i in range(OH):
                for j in range(OW):
                    rows, columns = slice(i * s, i * s + f), slice(j * s, j * s + f)
                    mask = mask_of_first_max(X[n, c, rows, columns])
                    # a plain product would spread NaN from an infinite gradient
                    dX[n, c, rows, columns][mask == 1] += grad_pool[n, c, i, j]
    return dX


if __name__ == "__main__":
    np.random.seed(19)
    x = np.random.rand(2, 3, 10, 10)
    g = np.random.rand(2, 3, 7, 7)
    dx = pool_back(g, x, 2, 1)
    print(dx.mean(), pool_forward(x, 2, 1).shape)
    print(dx[1, 2, 2:5, 2:5])
    tx = torch.tensor(x, requires_grad=True)
    torch.nn.functional.max_pool2d(tx, 2, 1)[:, :, :7, :7].backward(torch.from_numpy(g))
    print(np.sum((dx - tx.grad.numpy()) ** 2))
    plt.imshow(dx[0, 0])
    plt.show()
