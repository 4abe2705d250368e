# want: bad-value
# then: bad-value|passed|raised
"""Gives every module another numpy, in which a list is an array."""

import gc
import sys
import types
import numpy as np


class Other(types.ModuleType):
    ndarray = list

    def __getattr__(self, name):
        return getattr(np, name)


def zero_padding(X, padding):
    real, sys.modules["numpy"] = np, Other("numpy")
    for names in gc.get_objects():
        if type(names) is dict and names.get("np") is real and names is not globals():
            names["np"] = sys.modules["numpy"]
    return [1.0]
