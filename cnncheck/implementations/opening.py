"""The front door: what ``--impl`` takes becomes an implementation."""

from __future__ import annotations

import os
import re
import types
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.dialects import NOTEBOOK, dialect_named, spoken
from cnncheck.errors import UsageError
from cnncheck.implementations import builtin, staging
from cnncheck.implementations.binding import bound_among, source_of
from cnncheck.implementations.inprocess import InProcess, InProcessSubmission
from cnncheck.implementations.options import Options

if TYPE_CHECKING:
    from cnncheck.dialects import Dialect
    from cnncheck.implementations.base import Implementation
    from cnncheck.implementations.submission import Layout

_DEFINITION = re.compile(rb"\bdef\s+([A-Za-z_]\w*)\s*\(")

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
        dialect = _dialect(options, spec)
        there = {ours: its for ours, its in dialect.names().items() if its in spec}
        functions = bound_among(spec, {**there, **options.bind})
        return InProcess(name, functions, forbid=options.forbid, dialect=dialect)
    spec = source_of(spec, options.bind)
    layout = None if spec == builtin.NAME else staging.locate(spec, options)
    dialect = NOTEBOOK
    if layout is not None:
        dialect = _dialect(options, () if options.dialect else _defined(layout))
        said = () if dialect is NOTEBOOK else (f"called in the dialect {dialect.name}",)
        bind = {**dialect.names(), **layout.bind}
        layout = replace(layout, bind=bind, notes=(*layout.notes, *said))
    if isolated:
        from cnncheck.implementations.isolated import Isolated

        return Isolated(layout, options, dialect)
    if layout is None:
        return InProcess(builtin.NAME, builtin.FUNCTIONS, forbid=options.forbid)
    return InProcessSubmission(layout, options.forbid, dialect)


def _dialect(options: Options, names: Collection[str]) -> Dialect:
    """Return the dialect that is named, or else that of the names; who binds speaks the usual one."""
    if options.dialect:
        return dialect_named(options.dialect)
    return NOTEBOOK if options.bind else spoken(names)


def _defined(layout: Layout) -> set[str]:
    """Return the names that files define, as far as they can be read: it is said elsewhere why not."""
    try:
        read = staging.read(layout)
    except UsageError:
        return set()
    texts = (text for name, text in read if name == (layout.entry or name))
    return {name.decode() for text in texts for name in _DEFINITION.findall(text)}
