"""Functions called in this very process: for the Python API, for debuggers, for the built-in."""

from __future__ import annotations

import threading
import types
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dialects.choosing import USUAL
from cnncheck.implementations.absent import not_asked
from cnncheck.implementations.calling import call as called
from cnncheck.implementations.exact import submission
from cnncheck.implementations.speaking import Speaking
from cnncheck.implementations.stepping import Steps
from cnncheck.operators import FUNCTIONS
from cnncheck.sandbox.layout import Handed
from cnncheck.submission.traps import traps

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cnncheck.calls import Call, Reply
    from cnncheck.dialects.choosing import Choice
    from cnncheck.submission.locating import Layout

NO_ISOLATION = "none: called in the same process, without limits"


class InProcess(Speaking):
    """An implementation whose functions are called directly.

    Parameters
    ----------
    name : str
        What reports call it.
    functions : mapping of str to callable, or module
        The functions under test by their fixed names; those that are missing are not asked.
    forbid : mapping of str to sequence of str, optional
        Function name to the dotted names that it may not call. Only a trap at call time: the
        source is not read.
    choice : Choice, optional
        How the functions are called.

    Notes
    -----
    Nothing is contained here: no time limit, no memory limit, printing goes where it goes, and
    a crash takes this process along.
    """

    def __init__(
        self,
        name: str,
        functions: Mapping[str, Callable[..., object]] | types.ModuleType,
        *,
        forbid: Mapping[str, Sequence[str]] | None = None,
        choice: Choice = USUAL,
    ) -> None:
        self._choice = choice
        if isinstance(functions, types.ModuleType):
            functions = {key: value for key, value in vars(functions).items() if callable(value)}
        self._name = name
        self._functions = dict(functions)
        self._forbid = dict(forbid or {})

    @property
    def name(self) -> str:
        """What reports call it."""
        return self._name

    @property
    def isolation(self) -> str:
        """How the code is contained: not at all."""
        return NO_ISOLATION

    def find(self, function: str) -> Reply | None:
        """Say why a function is not there; ``None`` when it is."""
        there = function in self._functions
        return None if there else not_asked(self._name, function, self._functions, FUNCTIONS)

    def call(self, call: Call, forbid: Sequence[str] = ()) -> Reply:
        """Call the function with copies of the arguments that lie in memory as they do.

        Parameters
        ----------
        call : Call
        forbid : sequence of str, optional
            Dotted names that may not be called for this question.
        """
        for each in call.functions:
            if (absent := self.find(each)) is not None:
                return absent
        function = self._functions[call.function]
        with traps([*self._forbid.get(call.function, ()), *forbid], [_globals_of(function)]):
            asked = handed(call)
            steps = Steps(asked.steps, self._functions, asked.results)
            return called(steps, read=asked.read)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


class InProcessSubmission(Speaking):
    """People's files, called in this process: for debuggers.

    Parameters
    ----------
    layout : Layout
        The files in their own place; nothing is copied.
    forbid : mapping of str to sequence of str, optional
        Function name to the dotted names that it may not use.
    choice : Choice, optional
    prime : int, optional
        Of a field whose elements take the place of floats.
    """

    def __init__(
        self,
        layout: Layout,
        forbid: Mapping[str, Sequence[str]] | None = None,
        choice: Choice = USUAL,
        *,
        prime: int = 0,
    ) -> None:
        self._choice = choice
        self._submission = submission(layout, prime)
        self._notes = layout.notes
        self._name = layout.label
        self._forbid = dict(forbid or {})
        self._loading = threading.Lock()

    @property
    def name(self) -> str:
        """What reports call it."""
        return self._name

    @property
    def isolation(self) -> str:
        """How the code is contained: not at all."""
        return NO_ISOLATION

    @property
    def notes(self) -> list[str]:
        """What a report says of how the code ran."""
        return [*self._notes, *self._submission.fallbacks()]

    def find(self, function: str) -> Reply | None:
        """Load a function; return why it is not there, ``None`` when it is."""
        with self._loading:
            return self._submission.find(function)

    def call(self, call: Call, forbid: Sequence[str] = ()) -> Reply:
        """Call the function with copies of the arguments.

        Parameters
        ----------
        call : Call
        forbid : sequence of str, optional
            Dotted names that may not be used for this question.
        """
        names = [*self._forbid.get(call.function, ()), *forbid]
        absent = self.find(call.function)
        return absent or self._submission.ask(handed(call), names)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


def handed(call: Call) -> Call:
    """Return the call with copies of its arguments that lie in memory as they do."""
    before = tuple(replace(each, arguments=_handed(dict(each.arguments))) for each in call.before)
    return replace(call, arguments=_handed(dict(call.arguments)), before=before)


def _handed(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return Handed(value)
    if isinstance(value, tuple):
        return tuple(_handed(each) for each in value)
    if isinstance(value, list):
        return [_handed(each) for each in value]
    if isinstance(value, dict):
        return {key: _handed(each) for key, each in value.items()}
    return value


def _globals_of(function: Callable[..., object]) -> dict[str, object]:
    """Return the global names that a function sees; empty for what is not written in Python."""
    names: dict[str, object] = getattr(function, "__globals__", {})
    return names
