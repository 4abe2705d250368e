"""Geometries of the kinds that have caught somebody, from which an audit adds cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLED = "averaging"
"""What the names of the cases begin with."""

GEOMETRIES: Mapping[str, Mapping[str, Any]] = {
    "uneven": {"input": (2, 3, 7, 10), "window": 2, "stride": (2, 3)},
    "tiling": {"input": (2, 3, 6, 8), "window": 2, "stride": (2, 2)},
    "overlapping": {"input": (2, 3, 6, 7), "window": 4, "stride": 1},
    "overlapping-thirds": {"input": (2, 3, 6, 7), "window": 3, "stride": (2, 1)},
    "padded": {"input": (2, 3, 6, 7), "window": 4, "stride": (2, 3), "padding": (2, 1)},
    "padded-above": {"input": (2, 3, 6, 7), "window": 2, "stride": 1, "padding": (1, 0)},
    "gaps": {"input": (2, 3, 9, 11), "window": 2, "stride": (4, 3)},
    "window-of-one": {"input": (2, 3, 5, 4), "window": 1, "stride": (2, 1)},
    "whole-image": {"input": (3, 4, 4, 4), "window": 4, "stride": 1},
    "rectangular": {"input": (2, 3, 7, 10), "window": (4, 2), "stride": (2, 3), "padding": (2, 1)},
    "rounded-up": {
        "input": (2, 3, 6, 9),
        "window": (4, 2),
        "stride": (3, 4),
        "padding": (1, 0),
        "ceil_mode": True,
    },
    "rounded-up-in-padding": {
        "input": (2, 2, 4, 6),
        "window": 2,
        "stride": (5, 3),
        "padding": 1,
        "ceil_mode": True,
    },
    "of-the-image-alone": {
        "input": (2, 3, 6, 7),
        "window": 4,
        "stride": (2, 1),
        "padding": (2, 1),
        "count_include_pad": False,
    },
    "over-a-divisor": {
        "input": (2, 3, 6, 7),
        "window": (2, 3),
        "stride": (2, 1),
        "padding": (1, 0),
        "divisor": 5,
    },
    "dilated": {
        "input": (2, 3, 9, 11),
        "window": (4, 2),
        "stride": (2, 1),
        "dilation": (2, 3),
    },
    "dilated-of-the-image-alone": {
        "input": (2, 2, 8, 9),
        "window": 2,
        "stride": (1, 3),
        "padding": 1,
        "dilation": (3, 2),
        "count_include_pad": False,
    },
    "sequence": {"input": (2, 3, 11), "window": 4, "stride": 3, "padding": 2},
    "sequence-tiling": {"input": (3, 1, 12), "window": 2},
    "sequence-overlapping": {"input": (2, 2, 9), "window": 4, "stride": 1},
    "sequence-gaps": {"input": (1, 2, 12), "window": 2, "stride": 5},
    "sequence-rounded-up": {"input": (2, 3, 10), "window": 2, "stride": 3, "ceil_mode": True},
    "sequence-of-the-image-alone": {
        "input": (2, 3, 9),
        "window": 4,
        "stride": 1,
        "padding": 2,
        "count_include_pad": False,
    },
    "sequence-dilated": {
        "input": (2, 3, 13),
        "window": 4,
        "stride": 2,
        "padding": 1,
        "dilation": 3,
    },
    "sequence-over-a-divisor": {"input": (2, 3, 9), "window": 3, "stride": 2, "divisor": 5},
    "volume": {
        "input": (2, 3, 4, 6, 5),
        "window": (2, 4, 2),
        "stride": (1, 3, 2),
        "padding": (1, 2, 0),
    },
    "volume-tiling": {"input": (3, 1, 4, 4, 4), "window": 2},
    "volume-overlapping": {"input": (2, 2, 4, 5, 6), "window": (2, 4, 4), "stride": 1},
    "volume-gaps": {"input": (1, 2, 7, 9, 8), "window": 2, "stride": 4},
    "volume-rounded-up": {
        "input": (1, 2, 4, 6, 5),
        "window": 2,
        "stride": (3, 4, 3),
        "ceil_mode": True,
    },
    "volume-of-the-image-alone": {
        "input": (1, 2, 4, 5, 6),
        "window": 4,
        "stride": 1,
        "padding": (2, 1, 2),
        "count_include_pad": False,
    },
    "volume-dilated": {
        "input": (1, 2, 6, 5, 8),
        "window": 2,
        "stride": (1, 2, 1),
        "padding": (1, 0, 1),
        "dilation": (2, 3, 4),
    },
    "volume-over-a-divisor": {"input": (1, 2, 4, 5, 6), "window": 2, "divisor": 5},
    "vector-tail": {"input": (1, 2, 20, 21), "window": 4, "stride": 1},
}
