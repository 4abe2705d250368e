"""Geometries of the kinds that have caught somebody, from which an audit adds cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLED = "adaptive-averages"
"""What the names of the cases begin with."""

GEOMETRIES: Mapping[str, Mapping[str, Any]] = {
    "uneven": {"input": (2, 3, 7, 10), "output_size": (3, 4)},
    "uneven-other-way": {"input": (2, 3, 11, 8), "output_size": (4, 3)},
    "larger-than-the-image": {"input": (2, 3, 3, 4), "output_size": (5, 7)},
    "nearly-the-image": {"input": (2, 2, 6, 7), "output_size": (5, 6)},
    "side-by-side": {"input": (3, 2, 6, 8), "output_size": (3, 2)},
    "halves": {"input": (2, 3, 5, 7), "output_size": 2},
    "global": {"input": (3, 4, 4, 4), "output_size": 1},
    "the-image": {"input": (2, 1, 4, 5), "output_size": (4, 5)},
    "rows-alone": {"input": (1, 3, 7, 5), "output_size": (3, 5)},
    "one-column": {"input": (1, 3, 7, 5), "output_size": (3, 1)},
    "vector-tail": {"input": (1, 2, 20, 21), "output_size": (18, 19)},
    "sequence": {"input": (2, 3, 11), "output_size": 4},
    "sequence-larger": {"input": (1, 2, 4), "output_size": 7},
    "sequence-global": {"input": (3, 1, 9), "output_size": 1},
    "sequence-side-by-side": {"input": (2, 2, 12), "output_size": 4},
    "volume": {"input": (2, 3, 4, 7, 5), "output_size": (3, 4, 2)},
    "volume-larger": {"input": (1, 2, 2, 3, 4), "output_size": (3, 4, 5)},
    "volume-global": {"input": (3, 1, 3, 4, 5), "output_size": 1},
    "volume-side-by-side": {"input": (1, 2, 4, 4, 6), "output_size": (2, 2, 3)},
}
