# fault: zero_padding: the blank rows are the first row times 0, so a NaN or infinity in that row puts NaN into the padding
# fault: zero_padding: below the image come pw blank rows instead of ph

import numpy as np


def zero_padding(X, padding):
    ph, pw = padding
    side = np.zeros(pw, dtype=X.dtype)
    batch = []
    for image in X:
        planes = []
        for plane in image:
            blank = plane[0] * 0
            rows = [blank] * ph + list(plane) + [blank] * pw
            planes.append([np.concatenate([side, row, side]) for row in rows])
        batch.append(planes)
    return np.array(batch, dtype=X.dtype)
