"""Functions that are not there, and why: remembered for good, so that nothing is loaded for them."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from cnncheck.calls import Reply
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_COMES_AND_GOES = "It was there in another process; define it whenever the file is loaded."

DID_YOU_MEAN = "Did you mean "
"""How the hint begins where a function is nearly there."""

NEAR = 0.8
"""Likeness from which on a name is taken for a slip: ``pool_backward`` is for ``pool_back``."""


class Absences:
    """Functions that one implementation does not have, and why.

    Parameters
    ----------
    name : str
        What reports call the implementation.
    bound : collection of str
        Functions that are taken from a place of their own.
    whole : bool
        Whether all others are in one file.
    """

    def __init__(self, name: str, bound: Collection[str], *, whole: bool) -> None:
        self._name = name
        self._bound = bound
        self._whole = whole
        self._found: set[str] = set()
        self._absent: dict[tuple[str, bool], Reply] = {}
        self._broken: dict[bool, Reply] = {}

    def found(self, function: str) -> None:
        """Take note that a function is there."""
        self._found.add(function)

    def remember(self, function: str, absent: Reply, initiated: bool) -> Reply:
        """Remember why a function is not there, said by a worker that is `initiated`; return it."""
        if function in self._found and absent.outcome is Outcome.NOT_ASKED:
            absent = replace(absent, outcome=Outcome.LOAD_ERROR, hint=_COMES_AND_GOES)
        self._absent[function, initiated] = absent
        one_file = self._whole and function not in self._bound
        if one_file and absent.outcome is Outcome.LOAD_ERROR and function not in self._found:
            self._broken[initiated] = absent
        return absent

    def known(self, function: str, hidden: bool) -> Reply | None:
        """Return why a function is not there; what is shown was said by who knows nothing hidden."""
        for initiated in (False, True) if hidden else (False,):
            if absent := self._absent.get((function, initiated)):
                return absent
            if function not in self._bound and initiated in self._broken:
                return self._broken[initiated]
        return None


def not_asked(
    implementation: str, function: str, found: Iterable[str], known: Sequence[str] = ()
) -> Reply:
    """Return the reply for a function that is not there.

    Parameters
    ----------
    implementation, function : str
    found : iterable of str
        The functions that are there.
    known : sequence of str, optional
        All functions that can be asked for.
    """
    others = sorted(name for name in found if not name.startswith("_"))
    message = f"{implementation} has no function {function}"
    if near := _near_miss(function, others, known):
        advice = f"{DID_YOU_MEAN}{near}? Then rename it, or say --bind {function}={near}."
    elif others:
        shown = ", ".join(others[:8]) + (", ..." if len(others) > 8 else "")
        advice = f"It has {shown}. Define {function}, or name another with --bind {function}=NAME."
    else:
        advice = f"It defines no function at all; define {function}."
    return Reply(None, Outcome.NOT_ASKED, message, advice)


def _near_miss(function: str, others: Iterable[str], known: Sequence[str]) -> str | None:
    """Return the name that is this one but for its case, its underscores or a slip of the hand.

    A word more or less makes another function of it: ``avg_pool_forward`` is not ``pool_forward``,
    nor is ``conv2d_backward`` a ``conv2d_backward_bias``. So does a number: ``conv2d`` is no slip for
    ``conv1d``, nor is ``conv1``, the first layer of a network. Without one it may be any of them.
    """

    def likeness(name: str, to: str) -> float:
        if _words(name) < _words(to) or _words(name) > _words(to):
            return 0.0
        if (number := _numbers(name)) and number != _numbers(to):
            return 0.0
        name, to = _plain(name), _plain(to)
        return difflib.SequenceMatcher(None, to, name).ratio() if name[:1] == to[:1] else 0.0

    alike = {name: likeness(name, function) for name in others if name not in known}
    meant = [
        name
        for name, share in alike.items()
        if share >= NEAR
        and all(share > likeness(name, each) for each in known if _plain(each) != _plain(function))
    ]
    return max(meant, key=lambda name: alike[name], default=None)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(name.lower().split("_"))


@cache
def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+d?", _plain(name))


@cache
def _plain(name: str) -> str:
    return name.replace("_", "").lower()
