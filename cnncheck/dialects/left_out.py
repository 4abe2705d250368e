"""A pooling's stride that is left out: where code says ``stride=None``, nothing means the window's size.

It is so in torch. What else stands in the head of a function is what its author means by nothing:
``stride=1`` is believed; and code that says ``None`` and never looks for it wants to be told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from cnncheck.dialects.outline import Written
    from cnncheck.operators.case import Case

_MEANT = "where the stride is the window's size"
_TOLD = "where no stride is given"


def may_be_left_out(name: str, written: Collection[Written]) -> bool:
    """Whether code may be asked without an argument, as all functions that may be meant say."""
    return bool(written) and all(name in each.unset for each in written)


def is_window(case: Case) -> bool:
    """Whether the stride of a pooling is its window's size."""
    window = case.parameters.get("window")
    return window is not None and case.parameters.get("stride") == window


def in_their_words(sentence: str) -> str:
    """Return a sentence about code that is asked without a stride where that is the window's size."""
    return sentence.replace(_MEANT, _TOLD)
