"""The front door: what ``--impl`` takes becomes an implementation."""

from __future__ import annotations

import os
import types
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.dialects.choosing import EVERYTHING, USUAL, Choice, chosen, named
from cnncheck.dialects.layers_found import has_unclear
from cnncheck.dialects.outline import Outline, outline_of, outline_of_functions
from cnncheck.errors import UsageError
from cnncheck.implementations.base import BUILTIN
from cnncheck.options import Options
from cnncheck.sandbox.packages import installed
from cnncheck.submission import staging
from cnncheck.submission.binding import bound_among, source_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.dialects import Dialect
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case
    from cnncheck.submission.locating import Layout

Functions = Mapping[str, Callable[..., object]]


def open_implementation(
    spec: str | types.ModuleType | Functions, options: Options | None = None, *, prime: int = 0
) -> Implementation:
    """Open code under test.

    Parameters
    ----------
    spec : str, module, or mapping of str to callable
        ``builtin``, a ``.py`` file, a folder, an ``.ipynb`` notebook, or a module's dotted name;
        or what is imported already, which is called in this process.
    options : Options, optional
    prime : int, optional
        Of a field whose elements take the place of floating-point numbers: only for source.

    Returns
    -------
    Implementation
        To be closed by the caller. Nothing of the code has been run yet.

    Raises
    ------
    UsageError
        When there is no such thing, or a required jail cannot be had.
    """
    options = options or Options()
    isolated = options.isolated and isinstance(spec, str) and os.name == "posix"
    if options.require_jail and not isolated:
        raise UsageError(
            "a jail is required, but the code would run in this very process",
            "leave out --no-isolation, give a path, and use Linux; or leave out --require-jail",
        )
    if prime and (not isinstance(spec, str) or spec == BUILTIN):
        raise UsageError(
            "only source can be run on exact values",
            "name a .py file, a folder, an .ipynb notebook or a module: --impl solution.py",
        )
    if not isinstance(spec, str):
        name = spec.__name__ if isinstance(spec, types.ModuleType) else "functions"
        if isinstance(spec, types.ModuleType):
            spec = {key: value for key, value in vars(spec).items() if callable(value)}
        choice = _choice(options, outline_of_functions(spec))
        there = {ours: its for ours, its in choice.dialect.names().items() if its in spec}
        functions = bound_among(spec, {**there, **options.bind})
        from cnncheck.implementations.inprocess import InProcess

        return InProcess(name, functions, forbid=options.forbid, choice=choice)
    spec = source_of(spec, options.bind)
    layout = None if spec == BUILTIN else staging.locate(spec, options)
    choice = EVERYTHING
    if layout is not None:
        choice = _choice_among(options, layout)
        layout = replace(layout, names=choice.dialect.names())
    if isolated:
        from cnncheck.implementations.isolated import Isolated

        return Isolated(layout, options, choice, prime=prime)
    from cnncheck.implementations.inprocess import InProcess, InProcessSubmission

    if layout is None:
        from cnncheck.implementations import builtin

        return InProcess(BUILTIN, builtin.FUNCTIONS, forbid=options.forbid, choice=choice)
    return InProcessSubmission(layout, options.forbid, choice, prime=prime)


def _choice(options: Options, outline: Outline) -> Choice:
    """Return the dialect that is named, or else looked for; who binds speaks the usual one."""
    if options.dialect:
        return named(options.dialect, outline, _written(options.dialect))
    return USUAL if options.bind else chosen(outline)


def _written(name: str) -> Dialect | None:
    """Return the dialect of a file; ``None`` where a name is of one that is known."""
    if name.endswith(".py"):
        from cnncheck.dialects.imported import from_python

        return from_python(name)
    if not name.endswith((".yaml", ".yml")):
        return None
    from cnncheck.cases.plain import read_plain
    from cnncheck.dialects.written import Written

    return Written(read_plain(name), name)


def _choice_among(options: Options, layout: Layout) -> Choice:
    """Choose by the file that is checked; where that shows nothing, by all that belong to it."""
    try:
        read = staging.read(layout)
    except UsageError:  # it is said elsewhere why files cannot be read
        read = []
    if layout.entry is not None:
        outline = outline_of(each for each in read if each[0] == layout.entry)
        choice = _choice(options, outline)
        known = outline.names and not choice.hint  # who defines nothing has all from elsewhere
        if choice.why or choice.doubt or known or has_unclear(outline):
            return choice
        alone, choice = choice, _choice(options, outline_of(read))
        return choice if choice.why or choice.doubt else alone
    return _choice(options, outline_of(read))


def allowing(options: Options, cases: Iterable[Case]) -> Options:
    """Return options that also allow what cases do, as far as it is installed.

    Parameters
    ----------
    options : Options
    cases : iterable of Case
        All that are asked: the code is loaded once, so what one allows holds for all.
    """
    named = (name for case in cases for name in case.allow if installed(name))
    return replace(options, allow=tuple(dict.fromkeys([*options.allow, *named])))
