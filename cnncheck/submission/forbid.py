"""Names that a function may not use, found on the syntax tree; traps.py finds them at call time.

This keeps an honest person to the exercise ("pad without numpy.pad"); it is no security. The
syntax tree shows uses under any alias, in the function and in those of the person's own functions
that it calls, whether or not a call comes that far; the trap shows calls by other ways (getattr,
a table of functions). Neither sees what NumPy does inside, nor a copy of NumPy's source.

Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


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
    """Meanings of a module's names."""

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
        local = _local_names(definition)
        aliases = {name: full for name, full in self._aliases.items() if name not in local}
        for node in ast.walk(definition):
            self._alias(node, aliases)
        local -= aliases.keys()
        for node in ast.walk(definition):
            if isinstance(node, (ast.Name, ast.Attribute)):
                dotted = _dotted(node, aliases)
                if dotted and dotted.partition(".")[0] not in local:
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


def _local_names(definition: ast.AST) -> set[str]:
    """Return parameters and variables: an argument ``f`` is not the function ``f`` of the file."""
    names = {node.arg for node in ast.walk(definition) if isinstance(node, ast.arg)}
    return names | {
        node.id
        for node in ast.walk(definition)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }


def _dotted(node: ast.AST, aliases: Mapping[str, str]) -> str:
    """``xx.lib.pad`` -> ``numpy.lib.pad``; '' for what does not begin with a name."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([aliases.get(node.id, node.id), *reversed(parts)])
