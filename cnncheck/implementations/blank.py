"""Functions that are not written yet: all they do is to raise NotImplementedError, as starters do.

Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import dis
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_SILENT = {"RESUME", "NOP", "PUSH_NULL", "CACHE", "COPY_FREE_VARS", "MAKE_CELL"}
_SAYING = {"LOAD_CONST", "PRECALL", "CALL", "RAISE_VARARGS", *_SILENT}


def is_blank(function: Callable[..., object]) -> bool:
    """Whether a function raises NotImplementedError whatever it is asked, and does nothing else."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    steps = [each for each in dis.get_instructions(code) if each.opname not in _SILENT]
    if not steps or steps[0].argval != "NotImplementedError":
        return False
    names = [each.opname for each in steps[1:]]
    raised = names.index("RAISE_VARARGS") if "RAISE_VARARGS" in names else len(names)
    return raised < len(names) and set(names[:raised]) <= _SAYING
