"""On what it was measured."""

from __future__ import annotations

import os
import platform
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def cpu_name() -> str:
    """Return the processor's name, as the system tells it."""
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        text = ""
    found = re.search(r"^(?:model name|Model)\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()


def core_count() -> int:
    """Return on how many processors this process may run."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_now() -> tuple[float, ...]:
    """Return the load average over a minute; nothing where the system has none."""
    try:
        return (os.getloadavg()[0],)
    except (AttributeError, OSError):
        return ()


def own_versions() -> dict[str, str]:
    """Return cnncheck's and Python's versions."""
    try:
        own = version("cnncheck")
    except PackageNotFoundError:
        own = "not installed"
    return {"cnncheck": own, "python": platform.python_version()}
