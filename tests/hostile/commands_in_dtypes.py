# want: wrong-dtype|bad-value
"""Returns a dtype whose fields are named like commands, markup and formulas."""
import numpy as np

NAMES = ("::error::forged", "##[error]forged", "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\x1b[2J")


def zero_padding(X, padding):
    return np.zeros(X.shape, np.dtype([(name, "f8") for name in NAMES]))
