"""The front door: what ``--impl`` takes becomes an implementation."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from cnncheck.implementations import builtin, staging
from cnncheck.implementations.inprocess import InProcess, InProcessSubmission
from cnncheck.implementations.options import Options

if TYPE_CHECKING:
    from cnncheck.implementations.base import Implementation


def open_implementation(spec: str, options: Options | None = None) -> Implementation:
    """Open code under test.

    Parameters
    ----------
    spec : str
        ``builtin``, a ``.py`` file, a folder, an ``.ipynb`` notebook, or a module's dotted name.
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
    layout = None if spec == builtin.NAME else staging.locate(spec, options)
    if options.isolated and sys.platform != "win32":
        from cnncheck.implementations.isolated import Isolated

        return Isolated(layout, options)
    if layout is None:
        return InProcess(builtin.NAME, builtin.FUNCTIONS, forbid=options.forbid)
    return InProcessSubmission(layout, options.forbid)
