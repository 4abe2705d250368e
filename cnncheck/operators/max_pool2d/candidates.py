"""Geometries of the kinds that have caught somebody, from which an audit adds cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.case import OutGrad

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLED = "pooling"
"""What the names of the cases begin with."""

GEOMETRIES: Mapping[str, Mapping[str, Any]] = {
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
