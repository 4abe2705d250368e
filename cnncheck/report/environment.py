"""With what a run is made: versions, platform, threads."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version

from cnncheck.report.report import Environment


def environment() -> Environment:
    """Read the versions from the installed packages, without importing any of them."""
    return Environment(
        cnncheck=_version("cnncheck"),
        python=platform.python_version(),
        numpy=_version("numpy"),
        torch=_version("torch"),
        platform=f"{platform.system()} {platform.machine()}",
        threads=os.cpu_count() or 1,
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
