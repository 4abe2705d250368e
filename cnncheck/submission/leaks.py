"""Stand-ins that became plain values, and the names that are to be suspected for it.

``EPS = float(torch.finfo(torch.float32).eps)`` makes a number of a stand-in; nothing in the number
shows it. What such a statement binds, or may have changed, becomes a stand-in itself, so that a
function that uses it later is refused, and one that does not is left alone. Imported by the worker
process: the standard library alone.
"""

from __future__ import annotations

import dis
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import types
    from collections.abc import Iterable, Iterator

    from cnncheck.submission.standins import StandIn

FOLDER = "__cnncheck_folder__"
"""Global name under which a module of a submission knows the folder it lies in."""


class Leak(NamedTuple):
    """A piece of the person's code that was running when a stand-in became a plain value."""

    namespace: dict[str, Any]
    code: types.CodeType
    standin: StandIn


def leaks_here(standin: StandIn) -> Iterator[Leak]:
    """Yield what of the person's own code is running now, the innermost first.

    Parameters
    ----------
    standin : StandIn
        What became a plain value.
    """
    frame: types.FrameType | None = sys._getframe(1)
    while frame is not None:
        if FOLDER in frame.f_globals:
            yield Leak(frame.f_globals, frame.f_code, standin)
            if frame.f_code.co_name == "<module>":
                return  # a file that imports this one gets a module, and no plain value
        frame = frame.f_back


def suspect(leaks: Iterable[Leak]) -> None:
    """Put stand-ins in the place of what may come from one.

    Parameters
    ----------
    leaks : iterable of Leak
        Of one statement at module level, which was compiled by itself.
    """
    for namespace, code, standin in leaks:
        names = _names(code, ("LOAD_NAME", "LOAD_GLOBAL"))
        changed = [name for name in names if _can_change(namespace.get(name), namespace)]
        for name in [*bound_names(code), *changed]:
            if not name.startswith("__"):
                namespace[name] = standin


def bound_names(code: types.CodeType) -> set[str]:
    """Return the global names that a statement's code, or a function's, binds."""
    statement = code.co_name == "<module>"
    return _names(code, ("STORE_GLOBAL", "STORE_NAME") if statement else ("STORE_GLOBAL",))


def _names(code: types.CodeType, operations: tuple[str, ...]) -> set[str]:
    return {str(step.argval) for step in dis.get_instructions(code) if step.opname in operations}


def _can_change(value: object, namespace: dict[str, Any]) -> bool:
    """Whether a value can have been changed: a collection, or an object of the person's own."""
    kind = type(value)
    return (
        isinstance(value, (list, dict, set, bytearray))
        or kind.__name__ == "ndarray"
        or kind.__module__ == namespace.get("__name__")
        or hasattr(kind, "cache_clear")  # a function that remembers what it returned
    )
