"""Functions called in this very process: for the Python API, for debuggers, for the built-in."""

from __future__ import annotations

import difflib
import types
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.implementations.base import Reply
from cnncheck.implementations.calling import call
from cnncheck.implementations.forbid import traps
from cnncheck.implementations.layout import Handed
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from cnncheck.operators.problem import Problem

NO_ISOLATION = "none: called in the same process, without limits"


class InProcess:
    """An implementation whose functions are called directly.

    Parameters
    ----------
    name : str
        What reports call it.
    functions : mapping of str to callable, or module
        The functions under test by their fixed names; those that are missing are skipped.
    forbid : mapping of str to sequence of str, optional
        Function name to the dotted names that it may not call. Only a trap at call time: the
        source is not read.

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
    ) -> None:
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

    def ask(self, problem: Problem, forbid: Sequence[str] = ()) -> Reply:
        """Call the function with copies of the arguments that lie in memory as they do.

        Parameters
        ----------
        problem : Problem
        forbid : sequence of str, optional
            Dotted names that may not be called for this question.
        """
        function = self._functions.get(problem.function)
        if function is None:
            return skipped(self._name, problem.function, self._functions)
        arguments = {
            key: Handed(value) if isinstance(value, np.ndarray) else value
            for key, value in problem.arguments.items()
        }
        with traps([*self._forbid.get(problem.function, ()), *forbid], [vars_of(function)]):
            return call(function, problem.function, arguments)

    def close(self) -> None:
        """Do nothing: there is nothing to release."""


def vars_of(function: Callable[..., object]) -> dict[str, object]:
    """Return the global names that a function sees; empty for what is not written in Python."""
    names: dict[str, object] = getattr(function, "__globals__", {})
    return names


def skipped(implementation: str, function: str, found: Iterable[str]) -> Reply:
    """Return the reply for a function that is not there.

    Parameters
    ----------
    implementation, function : str
    found : iterable of str
        The functions that are there.
    """
    others = sorted(name for name in found if not name.startswith("_"))
    message = f"{implementation} has no function {function}"
    near = difflib.get_close_matches(function, others, 1, 0.75)
    if near:
        hint = f"Is it {near[0]}? Then rename it, or say --bind {function}={near[0]}."
    elif others:
        shown = ", ".join(others[:8]) + (", ..." if len(others) > 8 else "")
        hint = f"It has {shown}. Define {function}, or name another with --bind {function}=NAME."
    else:
        hint = f"It defines no function at all; define {function}."
    return Reply(None, Outcome.SKIPPED, message, hint)
