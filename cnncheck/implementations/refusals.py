"""Whether an error says "this is not supported": raised by the code itself, before it computes.

Imported by the worker process: NumPy, and of ours only what imports nothing further.
"""

from __future__ import annotations

import sys
from opcode import opmap
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType, TracebackType

    from numpy.typing import NDArray

    from cnncheck.implementations.tracebacks import Own

_REFUSING = (NotImplementedError, ValueError, TypeError, AssertionError, RuntimeError)
_LOOKED_AT = 1 << 16
"""Elements of an array that are looked at to see whether they were computed."""

_LIBRARIES = frozenset({"numpy", "scipy"})


def refuses(error: BaseException, inputs: Iterable[NDArray[Any]], own: Own | None = None) -> bool:
    """Say whether an error is the code's own refusal of what it was asked.

    Parameters
    ----------
    error : BaseException
    inputs : iterable of array
        What was handed over.
    own : callable, optional
        Which files are the person's own; without, all but libraries.

    Notes
    -----
    It comes from a ``raise`` or an ``assert`` of the person's own, not from an operation that went
    wrong or from what such an error was turned into; and nothing has been computed by then: every
    array at hand holds zeros and values of the arguments alone.
    """
    trace = list(_steps(error.__traceback__))
    if not _is_stated(error, own):
        return False
    frames = [step.tb_frame for step in trace if _is_own(step.tb_frame, own)]
    known = np.concatenate([np.zeros(1), *(np.unique(array) for array in inputs)])
    return not any(_is_computed(value, known) for f in frames for value in f.f_locals.values())


def _is_stated(error: BaseException, own: Own | None) -> bool:
    """Whether an error is raised by the person's own statement, and not because of any other."""
    if not _is_refusing(error):
        return False
    trace = list(_steps(error.__traceback__))
    if not trace or not _raises(trace[-1]) or not _is_own(trace[-1].tb_frame, own):
        return False
    cause = error.__context__
    return cause is None or isinstance(error, NotImplementedError) or _is_stated(cause, own)


def _is_refusing(error: BaseException) -> bool:
    ours = isinstance(error, _REFUSING) or type(error) is Exception
    defined = isinstance(error, Exception) and type(error).__module__ not in ("builtins", "numpy")
    return ours or defined


def _steps(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


def _raises(step: TracebackType) -> bool:
    """Whether a frame ended in a ``raise`` or a failed ``assert``."""
    return step.tb_frame.f_code.co_code[step.tb_lasti] == opmap["RAISE_VARARGS"]


def _is_own(frame: FrameType, own: Own | None) -> bool:
    if own is not None:
        return own(frame.f_code.co_filename) is not None
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return package not in _LIBRARIES and package not in sys.stdlib_module_names | {"cnncheck"}


def _is_computed(value: object, known: NDArray[Any]) -> bool:
    if type(value) is not np.ndarray or value.dtype.kind != "f" or value.ndim < 2:
        return False
    some = value.reshape(-1)[:_LOOKED_AT]
    return not bool(np.isin(some[np.isfinite(some)], known).all())
