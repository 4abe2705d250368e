"""Shapes in words, the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def as_shape(lengths: Iterable[Any]) -> str:
    """Write a shape as people do, ``2x3x4x4``; empty for that of a scalar."""
    return "x".join(map(str, lengths))
