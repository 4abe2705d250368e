"""Cases that could be added to a case set: one of each kind that has caught somebody.

The geometries are of the kinds that together killed every faulty implementation ever written
against them: anisotropic, tiling, overlapping, gaps, leftovers, pointwise, square with C = F, as
large as the image, beyond a vector's tail; each is filled in every way and stored in every way.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case, OutGrad

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.operators.case import Dtype, Fill, Layout

    Stored = tuple[Fill, Dtype, Layout]

SEED = 2000
"""Seed of the first candidate; each has the next one's, so that no two draw alike."""

FILE = "candidates"

# Each combination for a reason: far below zero at the second draw; each kind of view with values
# that a narrower dtype cannot hold; rounding at float32; NaN and infinities.
_STORED: tuple[Stored, ...] = (
    ("integers", "float64", "C"),
    ("wide_integers", "float64", "F"),
    ("wide_integers", "float32", "strided"),
    ("normal", "float32", "C"),
    ("nonfinite", "float64", "C"),
    ("nonfinite", "float32", "strided"),
)
_TIES: tuple[Stored, ...] = (("ties", "float64", "C"), ("ties", "float32", "strided"))

_CONVOLUTIONS: dict[str, dict[str, Any]] = {
    "anisotropic": {
        "input": (2, 3, 7, 9),
        "filter": (4, 3, 3, 2),
        "stride": (2, 3),
        "padding": (1, 2),
    },
    "overlapping": {"input": (2, 3, 6, 7), "filter": (4, 3, 3, 2), "padding": (1, 0)},
    "tiling": {"input": (2, 2, 6, 8), "filter": (3, 2, 2, 4), "stride": (2, 4)},
    "gaps": {"input": (2, 3, 10, 11), "filter": (4, 3, 2, 2), "stride": (3, 4)},
    "leftovers": {
        "input": (1, 2, 8, 9),
        "filter": (3, 2, 3, 2),
        "stride": (3, 2),
        "padding": (0, 1),
    },
    "pointwise": {"input": (2, 5, 3, 4), "filter": (3, 5, 1, 1)},
    "square": {"input": (3, 3, 5, 5), "filter": (3, 3, 3, 3), "padding": (1, 1)},
    "whole-image": {"input": (3, 2, 4, 5), "filter": (4, 2, 4, 5)},
    "one-of-each": {"input": (1, 1, 4, 6), "filter": (1, 1, 2, 3)},
    "vector-tail": {"input": (1, 2, 20, 21), "filter": (3, 2, 3, 3), "padding": (0, 1)},
    "strided-tail": {
        "input": (2, 3, 7, 38),
        "filter": (4, 3, 2, 3),
        "stride": (3, 2),
        "padding": (0, 1),
    },
}
_PADDINGS: dict[str, dict[str, Any]] = {
    "uneven": {"input": (2, 3, 4, 5), "padding": (3, 2)},
    "none": {"input": (2, 3, 4, 5), "padding": (0, 0)},
    "rows-only": {"input": (1, 2, 3, 4), "padding": (2, 0)},
    "columns-only": {"input": (3, 1, 4, 3), "padding": (0, 3)},
    "wider-than-the-image": {"input": (1, 2, 2, 3), "padding": (5, 4)},
    "vector-tail": {"input": (1, 3, 20, 21), "padding": (1, 2)},
}
_POOLINGS: dict[str, dict[str, Any]] = {
    "uneven": {"input": (2, 3, 7, 10), "window": 3, "stride": (2, 2)},
    "tiling": {"input": (2, 3, 6, 9), "window": 3, "stride": (3, 3)},
    "overlapping": {"input": (2, 3, 6, 7), "window": 3},
    "gaps": {"input": (2, 3, 9, 11), "window": 2, "stride": (4, 4)},
    "gaps-that-fit": {"input": (2, 2, 8, 12), "window": 2, "stride": (4, 4)},
    "window-of-one": {"input": (2, 3, 5, 4), "window": 1},
    "window-of-one-strided": {"input": (2, 3, 5, 4), "window": 1, "stride": (2, 2)},
    "whole-image": {"input": (3, 4, 5, 5), "window": 5},
    "smaller-gradient": {
        "input": (2, 3, 8, 9),
        "window": 3,
        "stride": (2, 2),
        "out_grad": OutGrad("random", (2, 3, 2, 3)),
    },
    "smaller-gradient-overlapping": {
        "input": (2, 3, 8, 9),
        "window": 3,
        "out_grad": OutGrad("random", (2, 3, 4, 5)),
    },
    "vector-tail": {"input": (1, 2, 20, 21), "window": 3},
}

# Drawn weights are always finite, so one that is not has to be written out. Only with one tap,
# stride 1 and no padding: elsewhere right ways of computing multiply it by zeros, and 0 * NaN is
# NaN in those and is never computed in others.
_CONVOLUTIONS["nan-weight"] = {
    "input": (2, 2, 5, 5),
    "filter": (2, 2, 1, 1),
    "values": {"W": ((((2.0,),), ((3.0,),)), (((math.nan,),), ((1.0,),)))},
}

_KINDS = {
    "zero_padding": ("padding", _PADDINGS, _STORED),
    "conv2d": ("convolution", _CONVOLUTIONS, _STORED),
    "max_pool2d": ("pooling", _POOLINGS, _STORED + _TIES),
}


def candidates(functions: Sequence[str]) -> Iterator[Case]:
    """Yield every candidate with a pass among the functions.

    Parameters
    ----------
    functions : sequence of str
        Passes of other functions are left out of the cases.
    """
    seed = SEED
    for name, operator in OPERATORS.items():
        prefix, kinds, stored = _KINDS[name]
        passes = tuple(each for each, its in operator.functions.items() if its in functions)
        for (kind, geometry), (fill, dtype, layout) in product(kinds.items(), stored):
            seed += 1
            case = Case(
                file=FILE,
                name="-".join((prefix, kind, fill, dtype, *(() if layout == "C" else (layout,)))),
                operator=name,
                passes=passes,
                fill=fill,
                dtype=dtype,
                layout=layout,
                seed=seed,
                **geometry,
            )
            if passes and operator.is_fair(case) and not operator.geometry_faults(case):
                yield case


def with_passes(case: Case, passes: Sequence[str]) -> Case:
    """Return a case that asks fewer passes, in the operator's order."""
    return replace(case, passes=tuple(name for name in case.passes if name in passes))
