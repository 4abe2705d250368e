"""How people call their layers: a dialect turns a problem into a call of their function.

Nothing else knows a signature.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from cnncheck.dialects.base import Call, Dialect, Signature
from cnncheck.dialects.notebook import NOTEBOOK
from cnncheck.errors import UsageError
from cnncheck.operators import FUNCTIONS
from cnncheck.operators.places import dialect_places

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["NOTEBOOK", "Call", "Dialect", "Signature", "dialect_named", "spoken"]


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


def spoken(names: Collection[str]) -> Dialect:
    """Return the dialect of code that defines functions of these names: the notebook's, if any."""
    if not set(FUNCTIONS).isdisjoint(names):
        return NOTEBOOK
    known = map(dialect_named, dialect_places())
    return next((each for each in known if not set(each.telling).isdisjoint(names)), NOTEBOOK)
