"""Layers of one image without N, as PyTorch takes it: (C, H, W) in, and such results out."""

from __future__ import annotations

import inspect
from functools import wraps
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.layers.narrow import widened

if TYPE_CHECKING:
    from collections.abc import Callable

USUAL = "fd"
"""How NumPy writes float32 and float64 for short."""

OF_IMAGES = {"X", "out_grad", "grad_pool"}
"""Arguments that have an entry for each image."""


def taking_all(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a layer that takes narrow numbers, integers and single images, too; what is usual takes no detour.

    Parameters
    ----------
    function : callable
        Takes batches of float32 and float64, and an array of them first.
    """
    axes, rare = _axes(function), widened(one_image(function))

    @wraps(function)
    def layer(*args: Any, **kwargs: Any) -> Any:
        first = args[0] if args else None
        if type(first) is np.ndarray and first.ndim != axes and first.dtype.char in USUAL:
            return function(*args, **kwargs)
        return rare(*args, **kwargs)

    # In tracebacks and profiles, too.
    named: Any = layer
    names = {"co_name": function.__name__, "co_qualname": function.__qualname__}
    named.__code__ = named.__code__.replace(**names)
    return layer


def _axes(function: Callable[..., Any]) -> int:
    """Return how many axes an image has without N."""
    return 1 + next((rank for rank in (1, 3) if f"{rank}d" in function.__name__), 2)


def one_image(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a layer that takes an image without N, too, and returns what it makes of that.

    Parameters
    ----------
    function : callable
        Takes arrays of images first.
    """
    names = list(inspect.signature(function).parameters)
    axes = _axes(function)
    of_images = not function.__name__.endswith(("_backward_filter", "_backward_bias"))

    def batched(name: str, value: Any) -> Any:
        alone = name in OF_IMAGES and isinstance(value, np.ndarray) and value.ndim == axes
        return value[None] if alone else value

    @wraps(function)
    def layer(*args: Any, **kwargs: Any) -> Any:
        first = args[0] if args else next(iter(kwargs.values()), None)
        if getattr(first, "ndim", 0) != axes:
            return function(*args, **kwargs)
        told = [batched(*each) for each in zip(names, args, strict=False)]
        rest = {name: batched(name, value) for name, value in kwargs.items()}
        result = function(*told, *args[len(told) :], **rest)
        return result[0] if of_images else result

    return layer
