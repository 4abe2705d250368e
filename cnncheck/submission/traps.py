"""Names that a function may not call, found when it calls them; forbid.py says what that is worth.

Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import functools
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cnncheck.submission.forbid import hint
from cnncheck.submission.phase import ForbiddenUse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Namespace = dict[str, Any]


class _Active(threading.local):
    """The names that are forbidden on this thread now."""

    names: frozenset[str] = frozenset()
    fired: ForbiddenUse | None = None


class _Trap:
    """One attribute that is replaced while anybody forbids it."""

    def __init__(self, owner: object, attribute: str, name: str) -> None:
        self.owner, self.attribute = owner, attribute
        self.original = getattr(owner, attribute)
        self.users = 0
        self.aliases: list[tuple[Namespace, str]] = []

        @functools.wraps(self.original)
        def trapped(*args: object, **kwargs: object) -> object:
            if name in _active.names:
                _active.fired = ForbiddenUse(name, hint(name), "calls")
                raise _active.fired
            return self.original(*args, **kwargs)

        self.trapped = trapped

    def cover(self, namespaces: Sequence[Namespace]) -> None:
        """Replace what ``from numpy import pad as p`` bound before."""
        for namespace in namespaces:
            for key, value in list(namespace.items()):
                if value is self.original:
                    namespace[key] = self.trapped
                    self.aliases.append((namespace, key))

    def remove(self) -> None:
        """Put everything back."""
        setattr(self.owner, self.attribute, self.original)
        for namespace, key in self.aliases:
            namespace[key] = self.original


_active = _Active()
_set: dict[str, _Trap] = {}
_lock = threading.Lock()


def fired() -> ForbiddenUse | None:
    """Return what was refused last on this thread: ``except:`` in the code can have hidden it."""
    return _active.fired


@contextmanager
def traps(names: Sequence[str], namespaces: Sequence[Namespace]) -> Iterator[None]:
    """Let calls of some names raise `ForbiddenUse`, on this thread and for this while.

    Parameters
    ----------
    names : sequence of str
        Dotted; names that cannot be replaced (modules, methods of built-in types) are left alone.
    namespaces : sequence of dict
        Global names of the code under test, in which aliases are replaced too.
    """
    _active.fired = None
    if not names:
        yield
        return
    with _lock:
        held = [trap for name in names if (trap := _trap(name)) is not None]
        for trap in held:
            trap.users += 1
            trap.cover(namespaces)
    before, _active.names = _active.names, _active.names | frozenset(names)
    try:
        yield
    finally:
        _active.names = before
        with _lock:
            for name in names:
                _release(name)


def _trap(name: str) -> _Trap | None:
    """Return the trap for a name, set; ``None`` where none can be."""
    if name in _set:
        return _set[name]
    owner_name, _, attribute = name.rpartition(".")
    owner = _resolve(owner_name)
    target = getattr(owner, attribute, None)
    if target is None or not callable(target):
        return None
    trap = _Trap(owner, attribute, name)
    try:
        setattr(owner, attribute, trap.trapped)
    except (TypeError, AttributeError):
        return None
    _set[name] = trap
    return trap


def _release(name: str) -> None:
    trap = _set.get(name)
    if trap is None:
        return
    trap.users -= 1
    if trap.users == 0:
        del _set[name]
        trap.remove()


def _resolve(dotted: str) -> object | None:
    """Find a module, or an attribute of one, among what is imported already."""
    if dotted in sys.modules:
        return sys.modules[dotted]
    owner_name, _, attribute = dotted.rpartition(".")
    return getattr(_resolve(owner_name), attribute, None) if owner_name else None
