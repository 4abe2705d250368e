"""With what a run is made: versions, platform, threads."""

from __future__ import annotations

import os
import platform

from cnncheck.installed import installed_version
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
    return installed_version(package) or "not installed"
