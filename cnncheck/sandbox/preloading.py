"""What code finds in the worker besides NumPy: allowed packages, and the system's libraries.

Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import ctypes.util
import importlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def preload(setup: Mapping[str, Any]) -> None:
    """Import the allowed packages that a submission names, as far as that goes.

    Memory is not limited yet, for it is the code's own use that is to count.

    Parameters
    ----------
    setup : mapping
        As the supervisor sent it: `layout`, and in `allow` the packages with all they require.
    """
    layout = setup["layout"]
    names = _named(layout) if layout else []
    if names and "numba" in setup["allow"]:
        _import("numba")
        _without_cache()
    for name in names:
        _import(name)
    ctypes.util.find_library = _Libraries(setup["readable"])


class _Libraries:
    """Stands in for `ctypes.util.find_library`, which starts programs to find out.

    Parameters
    ----------
    readable : list of str
        Shared libraries, and folders that may hold some.
    """

    def __init__(self, readable: list[str]) -> None:
        self._readable = readable

    def __call__(self, name: str) -> str | None:
        """Return the file name of a library, as the dynamic linker takes it."""
        wanted = f"lib{name}.so"
        found: list[str] = []
        for place in self._readable:
            folder = "-linux-" in os.path.basename(place) and os.path.isdir(place)
            files = os.listdir(place) if folder else [os.path.basename(place)]
            found += [file for file in files if file.startswith(wanted)]
        # Without a number, lib*.so may be a text for the linker at build time.
        return min(found, key=lambda file: (file == wanted, len(file), file), default=None)


def _named(layout: Mapping[str, Any]) -> list[str]:
    """Return the allowed packages whose names occur in the files: it costs time to import one."""
    sources = [name for name in layout["files"] if name.endswith((".py", ".ipynb"))]
    texts = [(Path(layout["root"]) / name).read_bytes() for name in sources]
    return [name for name in layout["allow"] if any(name.encode() in text for text in texts)]


def _import(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception:  # where the code imports it, it is told why
        return


def _without_cache() -> None:
    """Let ``cache=True`` compile every time: nothing can be written here."""
    caching = sys.modules.get("numba.core.caching")
    if caching is not None:
        caching.Cache.__new__ = lambda *_, **__: caching.NullCache()
