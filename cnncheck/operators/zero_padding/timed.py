"""What is timed of other libraries, each of which is imported in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Arguments = dict[str, Any]


def with_torch() -> Mapping[str, Callable[[Arguments], Callable[[], Any]]]:
    """Return the pass."""
    from torch.nn import functional

    def forward(a: Arguments) -> Callable[[], Any]:
        ph, pw = a["padding"]
        return lambda: functional.pad(a["X"], (pw, pw, ph, ph))

    return {"forward": forward}


def with_jax() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the pass."""
    import jax.numpy as jnp

    def forward(a: Arguments) -> Any:
        ph, pw = a["padding"]
        return jnp.pad(a["X"], ((0, 0), (0, 0), (ph, ph), (pw, pw)))

    return {"forward": forward}


def with_onnx() -> Mapping[str, Callable[[Arguments], Any]]:
    """Return the node of the pass, and its inputs."""
    from onnx import helper

    def forward(a: Arguments) -> Any:
        ph, pw = a["padding"]
        pads = np.array([0, 0, ph, pw, 0, 0, ph, pw], np.int64)
        return helper.make_node("Pad", ["X", "pads"], ["out"]), {"X": a["X"], "pads": pads}

    return {"forward": forward}
