"""Checks implementations of CNN layers against PyTorch, case by case.

The public API, in a dozen names:

========================  =======================================================================
`run`                     check case files, get a `Report`
`check`                   check one `Case`, get a `Verdict`
`Settings`, `Selection`   how a run is made, and of which cases
`Options`                 how code under test is opened and judged
`guard`                   check each result of a convolution while it is used
`zero_padding` ...        the layers in NumPy
`CnncheckError`           what every error for people derives from
========================  =======================================================================

Names are imported when first used, so that ``import cnncheck`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncheck.api import Settings, check, run
    from cnncheck.cases.selection import Selection
    from cnncheck.compare.verdict import Verdict
    from cnncheck.errors import CnncheckError
    from cnncheck.layers import (
        convolution2D,
        convolution2D_backward_bias,
        convolution2D_backward_filter,
        convolution2D_backward_input,
        pool_back,
        pool_forward,
        zero_padding,
    )
    from cnncheck.operators.case import Case
    from cnncheck.options import Options
    from cnncheck.prove.guarding import guard
    from cnncheck.report.report import Report

__all__ = [
    "Case",
    "CnncheckError",
    "Options",
    "Report",
    "Selection",
    "Settings",
    "Verdict",
    "check",
    "convolution2D",
    "convolution2D_backward_bias",
    "convolution2D_backward_filter",
    "convolution2D_backward_input",
    "guard",
    "pool_back",
    "pool_forward",
    "run",
    "zero_padding",
]

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


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'cnncheck' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "cnncheck.layers")), name)
