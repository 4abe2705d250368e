"""Geometries of the kinds that have caught somebody, from which an audit adds cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLED = "transposed"
"""What the names of the cases begin with."""

GEOMETRIES: Mapping[str, Mapping[str, Any]] = {
    "sequence": {"input": (2, 3, 5), "filter": (3, 4, 3), "stride": 2, "output_padding": 1},
    "anisotropic": {
        "input": (2, 3, 4, 5),
        "filter": (3, 4, 3, 2),
        "stride": (2, 3),
        "padding": (1, 0),
        "output_padding": (0, 2),
    },
    "overlapping": {"input": (2, 3, 4, 3), "filter": (3, 2, 3, 3), "padding": 1},
    "gaps": {"input": (2, 2, 3, 2), "filter": (2, 3, 2, 1), "stride": (4, 3)},
    "volume": {"input": (1, 2, 2, 3, 2), "filter": (2, 3, 2, 1, 3), "stride": (1, 2, 2)},
}
