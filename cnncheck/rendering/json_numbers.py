"""Numbers as strict JSON holds them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def plain(value: Any) -> Any:
    """Turn numbers, arrays and nested sequences into what JSON can hold.

    NumPy's arrays and numbers become Python's; a NaN, an infinity or a complex number becomes a
    string.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, np.longdouble):  # Python has no such number
        with np.errstate(over="ignore"):
            value = float(value)
    if isinstance(value, complex | np.complexfloating):
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(float(value))
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return value
