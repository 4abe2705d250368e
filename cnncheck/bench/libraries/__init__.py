"""The libraries that can be timed, each in a file of its own and imported in its own process."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from cnncheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.bench.libraries.protocol import Library

BUILTIN = "builtin"


class _Place(NamedTuple):
    """Where a library's adapter is, and what must be installed for it."""

    factory: str
    needs: str = ""
    extra: str = ""


_PLACES: Mapping[str, _Place] = {
    BUILTIN: _Place("own_layers:Builtin"),
    "torch": _Place("torch_cpu:Torch", "torch"),
    "onnx": _Place("onnx_reference:OnnxReference", "onnx", "onnx"),
    "jax": _Place("jax_cpu:Jax", "jax", "jax"),
    "im2col": _Place("numpy_peers:gathered"),
    "einsum": _Place("numpy_peers:summed"),
}

PEERS = tuple(name for name in _PLACES if name != BUILTIN)
"""What the layers can be compared with."""


def check_peer(name: str) -> None:
    """Refuse a peer that is unknown or not installed, without importing it.

    Raises
    ------
    UsageError
    """
    if name not in PEERS:
        raise UsageError(f"there is no peer {name!r}", f"choose among {', '.join(PEERS)}")
    place = _PLACES[name]
    if place.needs and find_spec(place.needs) is None:
        package = f"cnncheck[{place.extra}]" if place.extra else place.needs
        raise UsageError(
            f"--peer {name} needs {place.needs}, which is not installed",
            f"install it: pip install '{package}'",
        )


def open_library(name: str) -> Library:
    """Import a library: in a process that imports no other."""
    module, factory = _PLACES[name].factory.split(":")
    library: Library = getattr(import_module(f"{__name__}.{module}"), factory)()
    return library
