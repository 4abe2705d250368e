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
    "overlapping": {"input": (2, 3, 6, 7), "window": 3, "stride": 1},
    "gaps": {"input": (2, 3, 9, 11), "window": 2, "stride": (4, 4)},
    "gaps-that-fit": {"input": (2, 2, 8, 12), "window": 2, "stride": (4, 4)},
    "window-of-one": {"input": (2, 3, 5, 4), "window": 1, "stride": 1},
    "window-of-one-strided": {"input": (2, 3, 5, 4), "window": 1, "stride": (2, 2)},
    "whole-image": {"input": (3, 4, 5, 5), "window": 5, "stride": 1},
    "smaller-gradient": {
        "input": (2, 3, 8, 9),
        "window": 3,
        "stride": (2, 2),
        "out_grad": OutGrad("random", (2, 3, 2, 3)),
    },
    "smaller-gradient-overlapping": {
        "input": (2, 3, 8, 9),
        "window": 3,
        "stride": 1,
        "out_grad": OutGrad("random", (2, 3, 4, 5)),
    },
    "rectangular": {"input": (2, 3, 7, 10), "window": (3, 2), "stride": (2, 3)},
    "rectangular-overlapping": {"input": (2, 1, 7, 6), "window": (2, 4), "stride": 1},
    "padded": {"input": (2, 3, 6, 7), "window": (4, 3), "stride": (2, 1), "padding": (2, 1)},
    "dilated": {"input": (2, 3, 9, 11), "window": (3, 2), "stride": (2, 1), "dilation": (2, 3)},
    "rounded-up": {"input": (2, 3, 6, 9), "window": 3, "stride": (2, 4), "ceil_mode": True},
    "rounded-up-in-padding": {
        "input": (2, 2, 4, 6),
        "window": 2,
        "stride": (5, 3),
        "padding": 1,
        "ceil_mode": True,
    },
    "last-of-ties": {"input": (2, 2, 6, 7), "window": 3, "stride": 2, "ties": "last"},
    "shared-ties": {"input": (2, 2, 6, 7), "window": 3, "stride": 2, "ties": "shared"},
    "all-ties": {"input": (2, 2, 6, 7), "window": 3, "stride": 2, "ties": "all"},
    "sequence": {"input": (2, 3, 11), "window": 3, "stride": 2},
    "sequence-tiling": {"input": (3, 1, 12), "window": 3},
    "sequence-overlapping": {"input": (2, 2, 9), "window": 4, "stride": 1},
    "sequence-gaps": {"input": (1, 2, 12), "window": 2, "stride": 5},
    "sequence-padded": {"input": (2, 3, 10), "window": 4, "stride": 3, "padding": 2},
    "sequence-dilated": {"input": (2, 3, 14), "window": 3, "stride": 2, "dilation": 3},
    "sequence-rounded-up": {"input": (2, 3, 10), "window": 2, "stride": 3, "ceil_mode": True},
    "volume": {"input": (2, 3, 4, 6, 5), "window": (2, 3, 2), "stride": (1, 2, 3)},
    "volume-tiling": {"input": (3, 1, 4, 4, 4), "window": 2},
    "volume-overlapping": {"input": (2, 2, 4, 5, 6), "window": 3, "stride": 1},
    "volume-gaps": {"input": (1, 2, 7, 9, 8), "window": 2, "stride": 4},
    "volume-padded": {
        "input": (2, 3, 5, 4, 6),
        "window": (3, 2, 4),
        "stride": (2, 1, 2),
        "padding": (1, 1, 2),
    },
    "volume-dilated": {"input": (1, 2, 6, 7, 8), "window": 2, "stride": 2, "dilation": (2, 3, 1)},
    "volume-rounded-up": {
        "input": (1, 2, 4, 6, 5),
        "window": 2,
        "stride": (3, 4, 3),
        "ceil_mode": True,
    },
    "vector-tail": {"input": (1, 2, 20, 21), "window": 3, "stride": 1},
}
