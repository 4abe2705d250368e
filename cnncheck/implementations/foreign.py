"""Results of packages that are really imported, such as a torch Tensor, as the arrays they are.

Imported by the worker process: NumPy and nothing of ours.
"""

from __future__ import annotations

import sys

import numpy as np

_NOT_ACCEPTED = {"numpy", "scipy", "cnncheck"} | sys.stdlib_module_names


def array_of(value: object) -> object:
    """Return an array of another package as NumPy sees the same memory; else the value itself.

    Parameters
    ----------
    value : object
        What a function returned. What NumPy has of its own (matrices, masked arrays) stays what it
        is, and so does an object of the person's own code.

    Raises
    ------
    Exception
        Whatever the package says where NumPy cannot hold it: it is on another device, or of a
        dtype that NumPy lacks.
    """
    kind = type(value)
    top = kind.__module__.partition(".")[0]
    if (
        issubclass(kind, np.ndarray)
        or top in _NOT_ACCEPTED
        or not hasattr(sys.modules.get(top), "__path__")
    ):
        return value
    detach = getattr(value, "detach", None)  # torch refuses what takes part in a gradient
    tensor = detach() if callable(detach) else value
    if hasattr(tensor, "__array__"):
        return np.asarray(tensor)
    return np.from_dlpack(tensor) if hasattr(tensor, "__dlpack__") else value
