"""Geometries of the kinds that have caught somebody, from which an audit adds cases."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLED = "convolution"
"""What the names of the cases begin with."""

GEOMETRIES: Mapping[str, Mapping[str, Any]] = {
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
    "bias": {
        "input": (2, 3, 6, 8),
        "filter": (4, 3, 2, 3),
        "stride": (1, 1),
        "padding": (0, 1),
        "bias": True,
    },
    # As many filters as rows, columns and images: a bias fits along the wrong axis.
    "bias-fits-all": {"input": (3, 2, 4, 4), "filter": (3, 2, 2, 2), "bias": True},
    "vector-tail": {"input": (1, 2, 20, 21), "filter": (3, 2, 3, 3), "padding": (0, 1)},
    "strided-tail": {
        "input": (2, 3, 7, 38),
        "filter": (4, 3, 2, 3),
        "stride": (3, 2),
        "padding": (0, 1),
    },
    # Beside a NaN no infinity, for a sum of both infinities is NaN as well.
    "bias-nan": {
        "input": (1, 1, 2, 2),
        "filter": (2, 1, 1, 1),
        "bias": True,
        "values": {"out_grad": ((((1.0, math.nan), (2.0, 3.0)), ((4.0, 5.0), (6.0, 7.0))),)},
    },
    "sequence": {"input": (2, 3, 11), "filter": (4, 3, 3), "stride": 2, "padding": 1},
    "sequence-leftovers": {"input": (3, 2, 9), "filter": (3, 2, 2), "stride": 4},
    "sequence-bias": {"input": (2, 3, 5), "filter": (4, 3, 2), "padding": 1, "bias": True},
    "sequence-tail": {"input": (1, 2, 21), "filter": (3, 2, 3), "dilation": 2},
    "volume": {
        "input": (2, 3, 4, 5, 6),
        "filter": (4, 3, 3, 2, 1),
        "stride": (1, 2, 3),
        "padding": (1, 0, 2),
    },
    "volume-overlapping": {"input": (2, 2, 4, 3, 5), "filter": (3, 2, 2, 2, 3)},
    "volume-cube": {"input": (1, 3, 3, 3, 3), "filter": (3, 3, 2, 2, 2), "padding": 1},
    "volume-bias": {"input": (2, 1, 2, 3, 4), "filter": (4, 1, 1, 2, 2), "bias": True},
    # Drawn weights are always finite, so one that is not has to be written out. Only with one tap,
    # stride 1 and no padding: elsewhere right ways of computing multiply it by zeros, and 0 * NaN
    # is NaN in those and is never computed in others.
    "nan-weight": {
        "input": (2, 2, 5, 5),
        "filter": (2, 2, 1, 1),
        "values": {"W": ((((2.0,),), ((3.0,),)), (((math.nan,),), ((1.0,),)))},
    },
}
