"""What a layer is: a folder for each operator, and what all operators have in common.

Names are imported when first used: reading the names in a case file must not wait for NumPy.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnncheck.operators.base import DRAWS, Operator
    from cnncheck.operators.problem import Argument, Array, Problem
    from cnncheck.operators.registry import FUNCTIONS, OPERATORS, PARAMETERS

_HOMES = {
    "DRAWS": "base",
    "FUNCTIONS": "registry",
    "OPERATORS": "registry",
    "PARAMETERS": "registry",
    "Argument": "problem",
    "Array": "problem",
    "Operator": "base",
    "Problem": "problem",
}

__all__ = [
    "DRAWS",
    "FUNCTIONS",
    "OPERATORS",
    "PARAMETERS",
    "Argument",
    "Array",
    "Operator",
    "Problem",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'cnncheck.operators' has no attribute {name!r}")
    return getattr(import_module(f"cnncheck.operators.{_HOMES[name]}"), name)
