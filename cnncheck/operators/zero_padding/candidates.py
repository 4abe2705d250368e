"""Geometries of the kinds that have caught somebody, from which an audit adds cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLED = "padding"
"""What the names of the cases begin with."""

GEOMETRIES: Mapping[str, Mapping[str, Any]] = {
    "uneven": {"input": (2, 3, 4, 5), "padding": (3, 2)},
    "none": {"input": (2, 3, 4, 5), "padding": (0, 0)},
    "rows-only": {"input": (1, 2, 3, 4), "padding": (2, 0)},
    "columns-only": {"input": (3, 1, 4, 3), "padding": (0, 3)},
    "wider-than-the-image": {"input": (1, 2, 2, 3), "padding": (5, 4)},
    "vector-tail": {"input": (1, 3, 20, 21), "padding": (1, 2)},
}
