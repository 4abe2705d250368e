# want: raised
"""Leaves temporary files behind."""

import tempfile


def zero_padding(X, padding):
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"left behind")
    return X.copy()
