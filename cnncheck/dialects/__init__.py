"""How people call their layers: a dialect turns a problem into a call of their function.

Nothing else knows a signature.
"""

from __future__ import annotations

from importlib import import_module

from cnncheck.calls import Call
from cnncheck.dialects.base import Dialect, Fit, Signature
from cnncheck.dialects.notebook import LAYERS, NOTEBOOK
from cnncheck.errors import UsageError
from cnncheck.operators.places import dialect_places

__all__ = ["LAYERS", "NOTEBOOK", "Call", "Dialect", "Fit", "Signature", "dialect_named"]


def dialect_named(name: str) -> Dialect:
    """Return a dialect.

    Raises
    ------
    UsageError
        When there is none of the name.
    """
    known = dialect_places()
    if name not in known:
        raise UsageError(f"there is no dialect {name!r}", f"choose among {', '.join(known)}")
    module, _, constant = known[name].partition(":")
    found: Dialect = getattr(import_module(module), constant)
    return found
