"""The definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.formulas import Terms


def _forward(a: dict[str, Any], shapes: dict[str, Any], _: tuple[int, ...]) -> Terms:
    ph, pw = a["padding"]
    return {(n, c, i + ph, j + pw): [value] for (n, c, i, j), value in a["X"].items()}


FORMULAS: Mapping[str, Callable[..., Terms]] = {"forward": _forward}
