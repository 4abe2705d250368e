"""Geometries of the kinds that have caught somebody, from which an audit adds cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CALLED = "sides"
"""What the names of the cases begin with."""

_SIDES = {"input": (2, 3, 5, 6), "before": (2, 1), "after": (1, 3)}
_LONG = {"input": (2, 3, 6), "before": 2, "after": 3}
_DEEP = {"input": (2, 3, 3, 5, 4), "before": (1, 2, 1), "after": (2, 1, 3)}

GEOMETRIES: Mapping[str, Mapping[str, Any]] = {
    "uneven": _SIDES,
    "cropped": {"input": (2, 3, 7, 8), "before": (-2, 1), "after": (1, -3)},
    **{
        f"{called}{mode}": {**sides, "mode": mode, **({"value": 7} if mode == "constant" else {})}
        for called, sides in (("", _SIDES), ("sequence-", _LONG), ("volume-", _DEEP))
        for mode in ("constant", "reflect", "replicate", "circular")
    },
    "sequence": _LONG,
    "sequence-cropped": {"input": (2, 3, 9), "before": -2, "after": -1},
    "volume": _DEEP,
    "volume-cropped": {"input": (2, 3, 4, 5, 6), "before": (-1, 0, -2), "after": (0, -2, 1)},
    "none": {"input": (2, 3, 4, 5), "before": 0},
    "rows-only": {"input": (3, 1, 4, 4), "before": (2, 0), "after": (1, 0)},
    "vector-tail": {"input": (1, 3, 20, 21), "before": (1, 2)},
}
