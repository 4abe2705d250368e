"""The needle framework of CMU's 10-414: ``conv(a, b, stride=1, padding=1)`` of its tensors.

Images are (N, H, W, C), filters (K, K, C, F), and there is no bias. ``conv`` calls the operation ``Conv``
with its ``compute`` and ``gradient``; tensors, and what goes back through them, are the framework's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from cnncheck.dialects.autodiff import Autodiff
from cnncheck.dialects.base import Signature
from cnncheck.dialects.course import ChannelsLast

if TYPE_CHECKING:
    from collections.abc import Mapping

_CONV = {"a": "X", "b": "W", "stride=": "stride", "padding=": "padding"}


class Needle(Autodiff):
    """Filters are square."""

    name = "needle"
    about = "CMU 10-414, deep learning systems"
    maker = "Tensor"
    package = "needle"
    square_filters = True
    axes = ChannelsLast.axes
    said: ClassVar[Mapping[str, tuple[str, ...]]] = {"conv2d": ("filter", "stride", "padding")}
    signatures: ClassVar[Mapping[tuple[str, str], Signature]] = {
        ("conv2d", name): Signature("conv", _CONV)
        for name in ("forward", "backward_filter", "backward_input")
    }


NEEDLE = Needle()
