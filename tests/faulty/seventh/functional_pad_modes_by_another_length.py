# dialect: functional
# fault: pad: circular takes the rows modulo the width, and replicate clips the columns to the height

import numpy as np


def pad(input, pad, mode="constant", value=0.0):
    left, right, top, bottom = pad
    H, W = input.shape[-2:]
    rows, columns = np.arange(-top, H + bottom), np.arange(-left, W + right)
    if mode == "circular":
        rows, columns = rows % W, columns % W
    elif mode == "replicate":
        rows, columns = rows.clip(0, H - 1), columns.clip(0, H - 1)
    elif mode == "reflect":
        rows, columns = np.abs(rows), np.abs(columns)
        rows = np.where(rows >= H, 2 * H - 2 - rows, rows)
        columns = np.where(columns >= W, 2 * W - 2 - columns, columns)
    else:
        inside = (rows >= 0) & (rows < H), (columns >= 0) & (columns < W)
        whole = input[..., rows.clip(0, H - 1), :][..., columns.clip(0, W - 1)]
        return np.where(np.logical_and.outer(*inside), whole, value).astype(input.dtype)
    return input[..., rows, :][..., columns]
