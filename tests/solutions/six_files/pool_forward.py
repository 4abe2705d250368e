import matplotlib.pyplot as plt
import numpy as np
import torch


def pooled_size(X, f, s):
    return 1 + (X.shape[2] - f) // s, 1 + (X.shape[3] - f) // s


def pool_forward(X, f, s):
    OH, OW = pooled_size(X, f, s)
    out = np.zeros((X.shape[0], X.shape[1], OH, OW), dtype=X.dtype)
    for i in range(OH):
        for j in range(OW):
            out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].max(axis=3).max(axis=2)
    return out


if __name__ == "__main__":
    np.random.seed(1975)
    x = np.random.rand(2, 3, 23, 23)
    out = pool_forward(x, 2, 11)
    ref = torch.nn.functional.max_pool2d(torch.from_numpy(x), 2, 11).numpy()
    print(out.shape, np.sum((out - ref) ** 2))
    plt.imshow(out[0, 0])
    plt.show()
