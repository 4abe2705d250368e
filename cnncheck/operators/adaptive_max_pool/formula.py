"""The definition: the largest value of the pixels in each share of an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import shared_out
from cnncheck.operators.pool_formulas import maxima

if TYPE_CHECKING:
    from cnncheck.operators.formulas import Place


def _window(a: dict[str, Any], image: tuple[int, ...], at: Place) -> list[Place]:
    return shared_out(at, image, a["output_size"])


FORMULAS = maxima(_window)
