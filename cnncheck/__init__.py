"""Checks implementations of CNN layers against PyTorch, case by case.

The public API:

========================  =======================================================================
`run`                     check case files, get a `Report`
`check`                   check one `Case`, get a `Verdict`
`Settings`, `Selection`   how a run is made, and of which cases
`Options`                 how code under test is opened and judged
`guard`                   check each result of a convolution while it is used
`zero_padding` ...        all layers in NumPy, as `cnncheck.layers` has them
`CnncheckError`           what every error for people derives from
========================  =======================================================================

Names are imported when first used, so that ``import cnncheck`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncheck.api import Settings as Settings
    from cnncheck.api import check as check
    from cnncheck.api import run as run
    from cnncheck.cases.selection import Selection as Selection
    from cnncheck.compare.verdict import Verdict as Verdict
    from cnncheck.errors import CnncheckError as CnncheckError
    from cnncheck.layers import *  # noqa: F403
    from cnncheck.operators.case import Case as Case
    from cnncheck.options import Options as Options
    from cnncheck.prove.guarding import guard as guard
    from cnncheck.report.report import Report as Report

_HOMES = {
    "Case": "cnncheck.operators.case",
    "CnncheckError": "cnncheck.errors",
    "Options": "cnncheck.options",
    "Report": "cnncheck.report.report",
    "Selection": "cnncheck.cases.selection",
    "Settings": "cnncheck.api",
    "Verdict": "cnncheck.compare.verdict",
    "check": "cnncheck.api",
    "guard": "cnncheck.prove.guarding",
    "run": "cnncheck.api",
}
"""Where names are that are no layers; those follow from what `cnncheck.layers` offers."""


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name == "__all__" or not name.startswith("_"):
        layers = import_module("cnncheck.layers")
        if name == "__all__":
            return sorted([*_HOMES, *layers.__all__])
        if name in layers.__all__:
            return getattr(layers, name)
    raise AttributeError(f"module 'cnncheck' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__getattr__("__all__")})
