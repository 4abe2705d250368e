"""Whether an error says "this is not supported": raised by the code itself, before it computes.

Imported by the worker process: NumPy, and of ours only what imports nothing further.
"""

from __future__ import annotations

import ast
import linecache
import sys
from opcode import opmap
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import FrameType, TracebackType

    from numpy.typing import NDArray

    from cnncheck.submission.tracebacks import Own

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
    array at hand holds zeros and values of the arguments alone. What numba has compiled hides its
    arrays: it has computed nothing where its text has no loop up to the ``raise``, or where it
    does not take the arguments at all, by the types that it declares.
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
    if not trace or not (_states(trace[-1], own) or _is_undeclared(error, trace[-1])):
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


def _states(step: TracebackType, own: Own | None) -> bool:
    """Whether one of the person's own frames ended in a ``raise`` or a failed ``assert``."""
    frame = step.tb_frame
    if not _is_own(frame, own):
        return False
    if not frame.f_globals:  # numba's, which only says where it was
        return _is_written(frame.f_code.co_filename, step.tb_lineno)
    return frame.f_code.co_code[step.tb_lasti] == opmap["RAISE_VARARGS"]


def _is_written(filename: str, line: int) -> bool:
    """Whether a line is a ``raise`` or an ``assert``, and before it its function has no loop."""
    text = "".join(linecache.getlines(filename))
    found = [node for node in ast.walk(ast.parse(text)) if _spans(node, line)]
    functions = [node for node in found if isinstance(node, ast.FunctionDef)]
    loops = [
        node
        for node in ast.walk(functions[-1] if functions else ast.Module([], []))
        if isinstance(node, (ast.For, ast.While, ast.ListComp)) and node.lineno <= line
    ]
    return any(isinstance(node, (ast.Raise, ast.Assert)) for node in found) and not loops


def _spans(node: ast.AST, line: int) -> bool:
    return getattr(node, "lineno", line + 1) <= line <= (getattr(node, "end_lineno", None) or 0)


def _is_undeclared(error: BaseException, step: TracebackType) -> bool:
    """Whether a function that numba compiled for some types was handed others."""
    said = type(error) is TypeError and str(error).startswith("No matching definition for argument")
    return said and _package(step.tb_frame) == "numba"


def _is_own(frame: FrameType, own: Own | None) -> bool:
    if own is not None:
        return own(frame.f_code.co_filename) is not None
    package = _package(frame)
    return package not in _LIBRARIES and package not in sys.stdlib_module_names | {"cnncheck"}


def _package(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0]


def _is_computed(value: object, known: NDArray[Any]) -> bool:
    if type(value) is not np.ndarray or value.dtype.kind != "f" or value.ndim < 2:
        return False
    some = value.reshape(-1)[:_LOOKED_AT]
    return not bool(np.isin(some[np.isfinite(some)], known).all())
