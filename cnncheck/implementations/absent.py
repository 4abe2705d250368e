"""Functions that are not there, and why: remembered for good, so that nothing is loaded for them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection

    from cnncheck.implementations.base import Reply

_COMES_AND_GOES = "It was there in another process; define it whenever the file is loaded."


class Absences:
    """What is known of the functions of one implementation.

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
