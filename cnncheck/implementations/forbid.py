"""Names that a function may not use, found on the syntax tree and by a trap at call time.

This keeps an honest person to the exercise ("pad without numpy.pad"); it is no security. The
syntax tree shows uses under any alias, in the function and in those of the person's own functions
that it calls, whether or not a call comes that far; the trap shows calls by other ways (getattr,
a table of functions). Neither sees what NumPy does inside, nor a copy of NumPy's source.

Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import ast
import functools
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from cnncheck.implementations.standins import ForbiddenUse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

Namespace = dict[str, Any]


class Use(NamedTuple):
    """A forbidden name where it is written."""

    name: str
    module: str
    line: int


def hint(name: str) -> str:
    """Say what to do about a forbidden name."""
    return f"This exercise forbids {name} here; write out what it does."


def find_use(
    trees: Mapping[str, ast.Module], module: str, function: str, names: Sequence[str]
) -> Use | None:
    """Look for a forbidden name in a function and in all of its own functions that it calls.

    Parameters
    ----------
    trees : mapping of str to ast.Module
        The person's own modules by dotted name.
    module, function : str
        Where to begin.
    names : sequence of str
        Dotted; a forbidden module or class stands for everything in it.
    """
    scopes = {name: _Scope(tree, names) for name, tree in trees.items()}
    waiting, seen = [(module, function)], set()
    while waiting:
        here = waiting.pop()
        if here in seen or here[0] not in scopes:
            continue
        seen.add(here)
        scope = scopes[here[0]]
        for definition in scope.definitions.get(here[1], ()):
            for dotted, line in scope.uses(definition):
                if any(dotted == name or dotted.startswith(name + ".") for name in names):
                    return Use(dotted, here[0], line)
                owner, _, attribute = dotted.rpartition(".")
                waiting.append((owner or here[0], attribute))
    return None


class _Scope:
    """What the names of one module stand for."""

    def __init__(self, tree: ast.Module, names: Sequence[str]) -> None:
        self.definitions: dict[str, list[ast.AST]] = {}
        self._aliases: dict[str, str] = {}
        self._names = names
        for statement in tree.body:
            self._alias(statement, self._aliases)
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.definitions.setdefault(node.name, []).append(node)

    def uses(self, definition: ast.AST) -> Iterator[tuple[str, int]]:
        """Yield every dotted name that a definition mentions, with its line."""
        aliases = dict(self._aliases)
        for node in ast.walk(definition):
            self._alias(node, aliases)
        for node in ast.walk(definition):
            if isinstance(node, (ast.Name, ast.Attribute)):
                dotted = _dotted(node, aliases)
                if dotted:
                    yield dotted, node.lineno

    def _alias(self, node: ast.AST, aliases: dict[str, str]) -> None:
        """Enter what a statement binds: ``import numpy as xx``, ``p = numpy.pad``."""
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._alias_import(node, aliases)
        elif isinstance(node, ast.Assign) and isinstance(node.value, (ast.Name, ast.Attribute)):
            dotted = _dotted(node.value, aliases)
            for target in node.targets:
                if dotted and isinstance(target, ast.Name):
                    aliases[target.id] = dotted
        elif isinstance(node, (ast.Try, ast.If, ast.With)):
            for part in ast.iter_child_nodes(node):
                self._alias(part, aliases)

    def _alias_import(self, node: ast.Import | ast.ImportFrom, aliases: dict[str, str]) -> None:
        for item in node.names:
            if isinstance(node, ast.Import):
                top = item.name.partition(".")[0]
                aliases[item.asname or top] = item.name if item.asname else top
            elif item.name == "*":
                self._alias_all(node.module or "", aliases)
            else:
                aliases[item.asname or item.name] = f"{node.module or ''}.{item.name}"

    def _alias_all(self, module: str, aliases: dict[str, str]) -> None:
        """Enter the forbidden names that ``from numpy import *`` binds."""
        for name in self._names:
            owner, _, attribute = name.rpartition(".")
            if owner == module:
                aliases[attribute] = name


def _dotted(node: ast.AST, aliases: Mapping[str, str]) -> str:
    """``xx.lib.pad`` -> ``numpy.lib.pad``; '' for what does not begin with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([aliases.get(node.id, node.id), *reversed(parts)])


class _Active(threading.local):
    """The names that are forbidden on this thread now."""

    names: frozenset[str] = frozenset()


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
                raise ForbiddenUse(name, hint(name), "calls")
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
