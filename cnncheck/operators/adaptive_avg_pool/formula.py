"""The definition: the sum over the number of the pixels in each share of an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.operators.formulas import shared_out
from cnncheck.operators.pool_formulas import averages

if TYPE_CHECKING:
    from cnncheck.operators.formulas import Place


def _window(a: dict[str, Any], image: tuple[int, ...], at: Place) -> tuple[list[Place], int]:
    places = shared_out(at, image, a["output_size"])
    return places, len(places)


FORMULAS = averages(_window)
