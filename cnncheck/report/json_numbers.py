"""Numbers as strict JSON holds them."""

from __future__ import annotations

import math
from typing import Any


def plain(value: Any) -> Any:
    """Turn numbers, arrays and nested sequences into what JSON can hold.

    NumPy's arrays and numbers become Python's; a NaN or an infinity becomes a string.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, float):
        return value if math.isfinite(value) else str(float(value))
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    return value
