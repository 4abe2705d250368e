"""Steps from a problem to smaller and plainer ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.small import askable, fitted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cnncheck.diagnose.small import Geometry, Shape
    from cnncheck.operators.problem import Array


def reductions(
    geometry: Geometry, values: Mapping[str, Array]
) -> Iterator[tuple[Geometry, dict[str, Array]]]:
    """Yield the problem cut down by one step, the largest steps first.

    Parameters
    ----------
    geometry : Geometry
    values : mapping of str to array
    """
    for smaller in map(fitted, filter(askable, _smaller(geometry))):
        shapes = smaller.shapes
        yield smaller, {name: _cut(values[name], shape) for name, shape in shapes.items()}


def plainer(
    values: Mapping[str, Array], holds: Callable[[dict[str, Array]], bool]
) -> dict[str, Array]:
    """Return the values with as many zeros and ones as possible.

    Parameters
    ----------
    values : mapping of str to array
    holds : callable
        Says whether changed values will do.
    """
    current = dict(values)
    finite = all(np.isfinite(array).all() for array in values.values())
    simple = (0.0, 1.0, 2.0) if finite else (1.0, 2.0)  # that 0 times inf is NaN tells nothing
    for name, array in values.items():
        for place in np.ndindex(array.shape):
            for plain in simple:
                if current[name][place] == plain:
                    break
                changed = current[name].copy()
                changed[place] = plain
                if holds({**current, name: changed}):
                    current[name] = changed
                    break
    return current


def _smaller(geometry: Geometry) -> Iterator[Geometry]:
    for halve in (True, False):
        for axis in range(4):
            yield from _with_input(geometry, axis, _less(geometry.input[axis], halve=halve))
        if geometry.filter is not None:
            for axis in (0, 2, 3):
                shorter = _set(geometry.filter, axis, _less(geometry.filter[axis], halve=halve))
                yield replace(geometry, filter=shorter)
        for axis in (0, 1):
            pad = geometry.padding[axis]
            if pad:
                yield replace(
                    geometry, padding=_pair(geometry.padding, axis, pad // 2 if halve else pad - 1)
                )
    if geometry.grad is not None and geometry.window is not None:
        for axis in (2, 3):
            yield replace(geometry, grad=_set(geometry.grad, axis, geometry.grad[axis] - 1))
    if geometry.window is not None and geometry.window > 1:
        yield replace(geometry, window=geometry.window - 1)
    yield from _with_stride(geometry)


def _with_input(geometry: Geometry, axis: int, length: int) -> Iterator[Geometry]:
    smaller = replace(geometry, input=_set(geometry.input, axis, length))
    if axis == 1 and geometry.filter is not None:
        smaller = replace(smaller, filter=_set(geometry.filter, 1, length))
    if geometry.grad is not None and (axis == 0 or (axis == 1 and geometry.filter is None)):
        smaller = replace(smaller, grad=_set(geometry.grad, axis, length))
    yield smaller


def _with_stride(geometry: Geometry) -> Iterator[Geometry]:
    if geometry.window is not None:
        if geometry.stride[0] > 1:
            yield replace(geometry, stride=(geometry.stride[0] - 1,) * 2)
        return
    for axis in (0, 1):
        if geometry.stride[axis] > 1:
            yield replace(geometry, stride=_pair(geometry.stride, axis, geometry.stride[axis] - 1))


def _less(length: int, *, halve: bool) -> int:
    return (length + 1) // 2 if halve and length > 2 else length - 1


def _set(shape: Shape, axis: int, length: int) -> Shape:
    changed = list(shape)
    changed[axis] = length
    return changed[0], changed[1], changed[2], changed[3]


def _pair(pair: tuple[int, int], axis: int, value: int) -> tuple[int, int]:
    return (value, pair[1]) if axis == 0 else (pair[0], value)


def _cut(array: Array, shape: Shape) -> Array:
    """Cut an array down; where it has to grow its own values are repeated."""
    for axis, length in enumerate(shape):
        array = np.take(array, np.arange(length) % array.shape[axis], axis)
    return array
