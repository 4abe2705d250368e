"""Versions of installed packages by the names of their folders: to read what those hold takes longer."""

from __future__ import annotations

import os
import sys
from functools import cache


def installed_version(package: str) -> str:
    """Return the version of a package, which is not imported; empty where it is not installed."""
    if found := _versions().get(_plain(package)):
        return found
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""


@cache
def _versions() -> dict[str, str]:
    """Return the versions that folders of metadata are named after; earlier places go first."""
    found: dict[str, str] = {}
    for place in sys.path:
        try:
            names = os.listdir(place or os.curdir)
        except OSError:
            continue
        for name in names:
            package, _, version = name.removesuffix(".dist-info").partition("-")
            if name.endswith(".dist-info") and version:
                found.setdefault(_plain(package), version)
    return found


def _plain(package: str) -> str:
    return package.lower().replace("_", "-").replace(".", "-")
