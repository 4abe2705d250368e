"""The front door: what ``--impl`` takes becomes an implementation."""

from __future__ import annotations

import os
import types
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError
from cnncheck.implementations import builtin, staging
from cnncheck.implementations.binding import bound_among, source_of
from cnncheck.implementations.inprocess import InProcess, InProcessSubmission
from cnncheck.implementations.options import Options

if TYPE_CHECKING:
    from cnncheck.implementations.base import Implementation

Functions = Mapping[str, Callable[..., object]]


def open_implementation(
    spec: str | types.ModuleType | Functions, options: Options | None = None
) -> Implementation:
    """Open code under test.

    Parameters
    ----------
    spec : str, module, or mapping of str to callable
        ``builtin``, a ``.py`` file, a folder, an ``.ipynb`` notebook, or a module's dotted name;
        or what is imported already, which is called in this process.
    options : Options, optional

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
    if not isinstance(spec, str):
        name = spec.__name__ if isinstance(spec, types.ModuleType) else "functions"
        if isinstance(spec, types.ModuleType):
            spec = {key: value for key, value in vars(spec).items() if callable(value)}
        return InProcess(name, bound_among(spec, options.bind), forbid=options.forbid)
    spec = source_of(spec, options.bind)
    layout = None if spec == builtin.NAME else staging.locate(spec, options)
    if isolated:
        from cnncheck.implementations.isolated import Isolated

        return Isolated(layout, options)
    if layout is None:
        return InProcess(builtin.NAME, builtin.FUNCTIONS, forbid=options.forbid)
    return InProcessSubmission(layout, options.forbid)
