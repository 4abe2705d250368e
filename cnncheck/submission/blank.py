"""Functions that are not written yet: as starters do, they raise NotImplementedError or do nothing.

Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import dis
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType

NOTHING = (None, ..., NotImplemented)
"""What comes back from a function without a body of its own."""

_SILENT = {"RESUME", "NOP", "PUSH_NULL", "CACHE", "COPY_FREE_VARS", "MAKE_CELL", "PRECALL"}
_PASSING_ON = {"LOAD_CONST", "LOAD_FAST", "STORE_FAST", "LOAD_GLOBAL"}
_GATHERING = {"BUILD_TUPLE", "UNPACK_SEQUENCE"}
"""What puts a cache of the arguments beside a result that is None yet."""
_SAYING = {
    *_PASSING_ON,
    *("LOAD_ATTR", "UNPACK_SEQUENCE", "FORMAT_VALUE", "BUILD_STRING", "BINARY_OP"),
    *("CALL", "POP_TOP", "RAISE_VARARGS"),
}
_SAID_WITH = {"NotImplementedError", "print"}


def is_blank(function: Callable[..., object]) -> bool:
    """Whether a function comes to nothing whatever it is asked, and computes nothing.

    All it does is to raise NotImplementedError, after a message perhaps, or to return nothing; or
    nothing beside its arguments, as where ``out, cache`` is to be filled in.
    """
    code = getattr(function, "__code__", None)
    return code is not None and _is_blank(code)


def blank_behind(error: BaseException) -> str:
    """Return the name of a blank function that others lead to, and that raised an error; or ''.

    One that is made to refuse what is not supported looks at what it refuses, or takes nothing.
    """
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None or type(error) is not NotImplementedError:
        return ""
    code = trace.tb_frame.f_code
    looks = any(each.opname.startswith("LOAD_FAST") for each in dis.get_instructions(code))
    blank = code.co_argcount > 1 and not looks and _is_blank(code)
    return code.co_qualname.replace("<locals>.", "") if blank else ""


def _is_blank(code: CodeType) -> bool:
    steps = [each for each in dis.get_instructions(code) if each.opname not in _SILENT]
    names = {each.opname for each in steps}
    called = {each.argval for each in steps if each.opname == "LOAD_GLOBAL"}
    if steps[-1].opname == "RAISE_VARARGS":
        return names <= _SAYING and "NotImplementedError" in called <= _SAID_WITH
    handed = {each.argval for each in steps if each.opname == "LOAD_FAST"}
    made = {each.argval for each in steps if each.opname == "STORE_FAST"}
    constants = [each.argval for each in steps if each.opname in ("LOAD_CONST", "RETURN_CONST")]
    return (
        names <= {*_PASSING_ON, *_GATHERING, "RETURN_VALUE", "RETURN_CONST"}
        and (handed <= made or not names.isdisjoint(_GATHERING))
        and all(map(_is_nothing, constants))
        and called <= {"NotImplemented"}
    )


def _is_nothing(constant: object) -> bool:
    if isinstance(constant, tuple):
        return all(map(_is_nothing, constant))
    return any(constant is each for each in NOTHING)
