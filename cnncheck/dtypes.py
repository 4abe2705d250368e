"""The dtypes that arrays have: NumPy's own, and bfloat16, which ml_dtypes adds where it is asked for."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[Any]

Dtype = Literal["float64", "float32", "float16", "bfloat16", "int32", "int8"]
"""What a case can have."""

BFLOAT16 = "bfloat16"

NARROW = ("float16", BFLOAT16)
"""Dtypes that hold so few digits that sums are usually kept in float32, and rounded to them once."""


INTEGERS = ("int32", "int8")
"""Dtypes of whole numbers, whose sums are expected in int32."""


ACCUMULATORS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(NARROW, ("float32", "same")),
    "int8": ("int32", "same"),
}
"""What sums may be kept in, by the dtypes that leave it open; the first one where nothing is said."""


@cache
def dtype_of(name: str) -> np.dtype[Any]:
    """Return a dtype by its name; NumPy knows bfloat16 from the first time on."""
    if name == BFLOAT16:
        import ml_dtypes

        name = ml_dtypes.bfloat16
    import numpy as np  # late, as a worker imports this before it goes to jail, and NumPy after

    return np.dtype(name)


def is_bfloat16(dtype: np.dtype[Any]) -> bool:
    """Whether it is bfloat16, without importing what defines it; to NumPy that is raw memory."""
    return dtype.kind == "V" and dtype.name == BFLOAT16


def is_narrow(dtype: np.dtype[Any]) -> bool:
    """Whether it is one of `NARROW`."""
    return dtype.itemsize == 2 and (dtype.kind == "f" or is_bfloat16(dtype))


def is_integer(dtype: np.dtype[Any]) -> bool:
    """Whether it is one of `INTEGERS`."""
    return dtype.kind == "i"


def is_floating(dtype: np.dtype[Any]) -> bool:
    """Whether its numbers are real and have digits behind the point."""
    return dtype.kind == "f" or is_bfloat16(dtype)


def is_real(dtype: np.dtype[Any]) -> bool:
    """Whether it holds real numbers, integers and truth values among them."""
    return dtype.kind in "fiub" or is_bfloat16(dtype)


@cache
def finfo(dtype: np.dtype[Any]) -> Any:
    """Return what `numpy.finfo` says of a floating-point dtype, of bfloat16 too."""
    if is_bfloat16(dtype):
        import ml_dtypes

        told: Any = ml_dtypes.finfo
        return told(dtype)
    import numpy as np

    return np.finfo(dtype)


@cache
def unit_roundoff(dtype: np.dtype[Any]) -> float:
    """Half the distance from 1 to the next larger number: 2**-24 for float32, 2**-8 for bfloat16.

    Of integers nothing is rounded but what is computed beside them in float64.
    """
    return 2.0**-53 if is_integer(dtype) else float(finfo(dtype).eps) / 2


def cast(values: Array, dtype: np.dtype[Any]) -> Array:
    """Return numbers in a dtype; integers that it does not hold wrap around, as they do in C.

    NumPy leaves open what becomes of a real number that an integer type does not hold.
    """
    import numpy as np

    if is_integer(dtype) and values.dtype.kind == "f":
        values = np.nan_to_num(values, nan=0.0, posinf=0.0, neginf=0.0).astype(np.int64)
    return values.astype(dtype, copy=False)
