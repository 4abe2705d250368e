"""What of a file is worth keeping when it cannot, or should not, be run as a whole.

Notebooks mix definitions with test cells, plots and training loops; scripts run demonstrations at
module level. From the syntax tree are kept: imports, definitions, constants, and the assignments
that the definitions need. Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import ast
import types
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DEFINING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
_ASSIGNING = (ast.Assign, ast.AnnAssign, ast.AugAssign)


def distilled(statements: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Select the statements that define something, in their order.

    Parameters
    ----------
    statements : sequence of ast.stmt
        Of a module, or of all cells of a notebook together.
    """
    kept = {index for index, node in enumerate(statements) if _defines(node) or _constant(node)}
    needed: set[str] = set()
    waiting = sorted(kept)
    while waiting:
        for index in waiting:
            needed |= _loaded_names(statements[index])
        waiting = [
            index
            for index, node in enumerate(statements)
            if index not in kept and isinstance(node, _ASSIGNING) and _bound_names(node) & needed
        ]
        kept.update(waiting)
    return [statements[index] for index in sorted(kept)]


def is_main_guard(node: ast.stmt) -> bool:
    """Whether a statement is ``if __name__ == "__main__":``."""
    return isinstance(node, ast.If) and any(
        isinstance(part, ast.Name) and part.id == "__name__" for part in ast.walk(node.test)
    )


def bound_at_top(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the names that statements bind at module level, with the statement that does it."""
    for node in statements:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name, node
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            for item in node.names:
                yield item.asname or item.name.partition(".")[0], node
        elif isinstance(node, _ASSIGNING):
            for name in _bound_names(node):
                yield name, node
        elif isinstance(node, (ast.If, ast.Try, ast.With)) and not is_main_guard(node):
            yield from bound_at_top(_children(node))


def _defines(node: ast.stmt) -> bool:
    if isinstance(node, _DEFINING):
        return True
    if isinstance(node, (ast.Try, ast.If, ast.With)) and not is_main_guard(node):
        return any(_defines(child) for child in _children(node))
    return False


def _children(node: ast.stmt) -> list[ast.stmt]:
    """Return the statements inside a compound statement, one level down."""
    found = [child for child in ast.iter_child_nodes(node) if isinstance(child, ast.stmt)]
    for handler in getattr(node, "handlers", ()):
        found.extend(handler.body)
    return found


def _constant(node: ast.stmt) -> bool:
    """Whether a statement gives a name to a constant, or another name to something."""
    if not isinstance(node, (ast.Assign, ast.AnnAssign)) or node.value is None:
        return False
    if isinstance(node.value, (ast.Name, ast.Attribute, ast.Lambda)):
        return True
    allowed = (ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Set, ast.UnaryOp, ast.BinOp)
    grammar = (ast.expr_context, ast.operator, ast.unaryop)
    return all(isinstance(part, (*allowed, *grammar)) for part in ast.walk(node.value))


def _bound_names(node: ast.stmt) -> set[str]:
    """Return the names that an assignment binds or changes: ``a, b[0] = ...`` -> a, b."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
    names = set()
    for target in targets:
        for part in ast.walk(target):
            if isinstance(part, ast.Name):
                names.add(part.id)
    return names


def _loaded_names(node: ast.stmt) -> set[str]:
    """Return the global names that a statement, and the functions in it, look up."""
    import dis

    waiting = [compile(ast.Module([node], []), "<statement>", "exec", dont_inherit=True)]
    names: set[str] = set()
    while waiting:
        code = waiting.pop()
        names.update(
            str(step.argval)
            for step in dis.get_instructions(code)
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")
        )
        waiting.extend(part for part in code.co_consts if isinstance(part, types.CodeType))
    return names
