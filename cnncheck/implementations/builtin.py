"""The built-in implementation: cnncheck's own layers. Only this module knows them."""

from __future__ import annotations

from cnncheck.implementations.inprocess import InProcess


def builtin() -> InProcess:
    """Return cnncheck's own layers, called in this process."""
    from cnncheck import layers

    return InProcess("builtin", {name: getattr(layers, name) for name in layers.__all__})
