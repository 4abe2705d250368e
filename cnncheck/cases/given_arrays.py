"""Arrays written out in a case file, and the indices of known parts of a result."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, cast

import numpy as np

from cnncheck.cases.scalars import show
from cnncheck.dtypes import INTEGERS, dtype_of, finfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.cases.nodes import Faults, Node
    from cnncheck.operators.array_in_file import ArrayInFile
    from cnncheck.operators.expected import Given, Values

_INDEX = re.compile(r"-?[0-9]{1,9}")
_RANGE = re.compile(r"(-?[0-9]{1,9})?\s*:\s*(-?[0-9]{1,9})?(?:\s*:\s*([1-9][0-9]{0,8}))?")


def array(node: Node, path: str, faults: Faults) -> tuple[tuple[int, ...], Given] | None:
    """Read nested lists of numbers, or the array in another file that a mapping means.

    Parameters
    ----------
    node : Node
        A number, lists nested to any depth, or a mapping.
    path : str
        What it is called in messages, ``values.X``.
    faults : Faults
        Receives the first entry that is no number, and the first row of another length.

    Returns
    -------
    (shape, values) or None
        The values as nested tuples of float, or as what stands in the file.
    """
    if node.read is None:
        node.read = (_array(node, path, faults),)
    (result,) = cast("tuple[tuple[tuple[int, ...], Given] | None]", node.read)
    return result


def _array(node: Node, path: str, faults: Faults) -> tuple[tuple[int, ...], Given] | None:
    if not isinstance(node.entries, dict):
        return _nested(node, path, faults)
    from cnncheck.cases.array_files import array_in_file

    found = array_in_file(node, path, faults)
    return (found.shape, found) if found else None


def _nested(node: Node, path: str, faults: Faults) -> tuple[tuple[int, ...], Values] | None:
    shape: list[int] = []
    level = [node]
    while any(entry.entries is not None for entry in level):
        length = len(level[0].items)
        for row in level:
            if not isinstance(row.entries, list):
                faults.add(row, f"{path} has {show(row.value)} beside lists, expected a list")
                return None
            if not row.items:
                faults.add(row, f"{path} has an empty list, expected numbers")
                return None
            if len(row.items) != length:
                wrong = f"{path} has a row of length {len(row.items)} among rows of length {length}"
                faults.add(row, wrong, "make all rows of an axis equally long")
                return None
        shape.append(length)
        level = [entry for row in level for entry in row.items]
    numbers: list[Values] = []
    for entry in level:
        if isinstance(entry.value, bool) or not isinstance(entry.value, int | float):
            faults.add(entry, f"{path} holds {show(entry.value)}, expected a number")
            return None
        numbers.append(float(entry.value))
    for length in reversed(shape):
        numbers = [
            tuple(numbers[start : start + length]) for start in range(0, len(numbers), length)
        ]
    return tuple(shape), numbers[0]


def check_range(node: Node, path: str, dtype: str, faults: Faults) -> None:
    """Report the first number of an array that the dtype turns into infinity or zero.

    Parameters
    ----------
    node : Node
        As for `array`, and sound.
    path : str
    dtype : str
    faults : Faults
    """
    if dtype == "float64":  # which is what numbers are read as
        return
    if dtype in INTEGERS:
        _check_integers(node, path, dtype, faults)
        return
    its = finfo(dtype_of(dtype))
    least, most = float(its.smallest_subnormal) / 2, 2.0**its.maxexp * (1 - float(its.eps) / 4)
    for entry, number, text in _numbers(node):
        if math.isfinite(number) and number and not least < abs(number) < most:
            becomes = "infinite" if abs(number) > 1 else "zero"
            faults.add(
                entry,
                f"{path} holds {text}, which is {becomes} in {dtype}",
                f"write a number that {dtype} can hold, or dtype: float64",
            )
            return


def _check_integers(node: Node, path: str, dtype: str, faults: Faults) -> None:
    """Report the first number that is no integer, or not one of the dtype's."""
    its = np.iinfo(dtype)
    for entry, number, text in _numbers(node, whole=True):
        if number != np.rint(number) or not its.min <= number <= its.max:
            faults.add(
                entry,
                f"{path} holds {text}, which {dtype} does not",
                f"write an integer from {its.min} to {its.max}, or dtype: float64",
            )
            return


def _numbers(node: Node, *, whole: bool = False) -> Iterator[tuple[Node, float, str]]:
    """Yield numbers with their places and as they are written; of a file the extreme ones.

    With ``whole``, those alone of a file that are no integers, if there are any.
    """
    if node.fields:
        ((_, found),) = cast("tuple[tuple[object, ArrayInFile]]", node.read)
        if whole:
            values = np.asarray(found.values, np.float64)
            off = values[values != np.rint(values)]
            chosen = off[:1] if off.size else (values.min(), values.max()) if values.size else ()
            yield from ((node, float(number), f"{number:g}") for number in chosen)
            return
        sizes = np.abs(found.values[np.isfinite(found.values) & (found.values != 0)])
        for number in (sizes.min(), sizes.max()) if sizes.size else ():
            yield node, float(number), f"{number:g}"
        return
    level = [node]
    while level[0].items:
        level = [entry for row in level for entry in row.items]
    for entry in level:
        yield entry, float(cast("float", entry.value)), str(entry.text)


def parse_at(text: str) -> tuple[int | slice, ...] | None:
    """Read ``1, 2, 2:5, 2:5`` as NumPy would; None when it is no such index."""
    index: list[int | slice] = []
    for part in (part.strip() for part in text.split(",")):
        if _INDEX.fullmatch(part):
            index.append(int(part))
            continue
        bounds = _RANGE.fullmatch(part)
        if bounds is None:
            return None
        index.append(slice(*(None if bound is None else int(bound) for bound in bounds.groups())))
    return tuple(index)


def fits(at: tuple[int | slice, ...], shape: tuple[int, ...]) -> bool:
    """Whether an array of this shape can be what stands at an index, as far as one can tell."""
    ranges = [part for part in at if isinstance(part, slice)]
    if len(ranges) != len(shape):
        return False
    return all(
        known is None or known == length
        for known, length in zip(map(_length, ranges), shape, strict=True)
    )


def _length(part: slice) -> int | None:
    """Count the entries that a range selects, where its bounds alone tell."""
    start = part.start or 0
    if part.stop is None or start < 0 or part.stop < 0:
        return None
    return len(range(start, part.stop, part.step or 1))
