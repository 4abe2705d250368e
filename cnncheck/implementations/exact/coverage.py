"""Which lines a call comes to, and which way it decides: noted by the person's functions themselves.

Their syntax trees are changed before they are compiled: a call stands before each statement, and
around each condition. Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import ast
import copy
import json
import operator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

LINE, TOOK, FLOAT = "__cnncheck_line__", "__cnncheck_took__", "__cnncheck_float__"

LARGEST = 4096
"""Whole numbers up to this say something about shapes."""

_FOLDS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_SILENT = (ast.Global, ast.Nonlocal, ast.Pass, ast.Raise)


@dataclass
class _Unit:
    """Lines and branches of one function, nested ones apart."""

    lines: set[int] = field(default_factory=set)
    branches: dict[int, str] = field(default_factory=dict)
    numbers: set[int] = field(default_factory=set)


class Coverage:
    """What the functions of a submission hold, and what the last call came to."""

    def __init__(self) -> None:
        self._number: dict[str, int] = {}
        self._where: list[str] = []
        self._units: list[_Unit] = []
        self._numbers: set[int] = set()
        self._branches = 0
        self._seen: set[int] = set()
        self._sides: set[tuple[int, bool]] = set()

    @property
    def names(self) -> dict[str, Any]:
        """What the changed functions call."""
        return {LINE: self._seen.add, TOOK: self._take}

    def start(self) -> None:
        """Forget the last call."""
        self._seen.clear()
        self._sides.clear()

    def evidence(self, **more: Any) -> str:
        """Return what the last call came to, of the functions that it came into, and more."""
        entered = [unit for unit in self._units if unit.lines & self._seen]
        lines = set().union(*(unit.lines for unit in entered))
        branches = {number: where for unit in entered for number, where in unit.branches.items()}
        return json.dumps(
            {
                **more,
                "lines": sorted(lines),
                "seen": sorted(self._seen),
                "left": [[each, self._where[each]] for each in sorted(lines - self._seen)],
                "branches": list(branches.items()),
                "sides": sorted(self._sides),
                "numbers": sorted(self._numbers.union(*(unit.numbers for unit in entered))),
            },
            separators=(",", ":"),
        )

    def _take(self, branch: int, value: object) -> bool:
        side = bool(value)
        self._sides.add((branch, side))
        return side

    def noting(self, statement: ast.stmt, filename: str) -> ast.stmt:
        """Return a statement of a module whose functions note what they come to."""
        changed = copy.deepcopy(statement)
        if not isinstance(statement, _FUNCTIONS):
            self._numbers.update(_whole_numbers(statement))
        for function in list(_functions(changed)):
            if not all(isinstance(each, _SILENT) or _is_text(each) for each in function.body):
                self._change(function, filename)
        return ast.fix_missing_locations(changed)

    def _change(self, function: ast.FunctionDef | ast.AsyncFunctionDef, filename: str) -> None:
        unit = _Unit()
        self._units.append(unit)
        unit.numbers.update(_whole_numbers(function))
        for each in _own(function):
            if (
                isinstance(each, ast.Call)
                and isinstance(each.func, ast.Name)
                and each.func.id == "float"
            ):
                each.func.id = FLOAT  # a value is one already
            if isinstance(each, (ast.If, ast.IfExp, ast.While)) and not _guards(each):
                self._branches += 1
                unit.branches[self._branches] = _where(filename, each.test)
                each.test = _call(TOOK, each.test, ast.Constant(self._branches), each.test)
        self._note(function, filename, unit)

    def _note(self, node: ast.AST, filename: str, unit: _Unit) -> None:
        for name, value in ast.iter_fields(node):
            if not isinstance(value, list):
                continue
            if value and all(isinstance(each, ast.stmt) for each in value):
                setattr(node, name, list(self._noted(value, filename, unit)))
            for each in value:  # handlers of a try, cases of a match
                if isinstance(each, (ast.ExceptHandler, ast.match_case)):
                    self._note(each, filename, unit)

    def _noted(self, block: list[ast.stmt], filename: str, unit: _Unit) -> Iterator[ast.stmt]:
        for each in block:
            if not (isinstance(each, _SILENT) or _is_text(each)):
                where = _where(filename, each)
                number = self._number.setdefault(where, len(self._where))
                self._where += [where] if number == len(self._where) else []
                unit.lines.add(number)
                call = _call(LINE, each, ast.Constant(number))
                yield ast.copy_location(ast.Expr(call), each)
            if not isinstance(each, (*_FUNCTIONS, ast.ClassDef)):
                self._note(each, filename, unit)
            yield each


def _functions(node: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for each in ast.walk(node):
        if isinstance(each, _FUNCTIONS):
            yield each


def _own(function: ast.AST) -> Iterator[ast.AST]:
    """Yield what belongs to a function, and not to one inside it."""
    for each in ast.iter_child_nodes(function):
        if not isinstance(each, _FUNCTIONS):
            yield each
            yield from _own(each)


def _whole_numbers(node: ast.AST) -> set[int]:
    """Return the numbers that stand in a piece of code, functions inside it apart."""
    found = map(_whole_number, _own(node))
    return {number for number in found if number is not None and number <= LARGEST}


def _whole_number(node: ast.AST) -> int | None:
    """Return what an expression comes to, if it is a whole number written out: 7, 4 * 8, 2 ** 10."""
    if isinstance(node, ast.Constant):
        return node.value if type(node.value) is int else None
    if not isinstance(node, ast.BinOp):
        return None
    one, other = _whole_number(node.left), _whole_number(node.right)
    if one is None or other is None:
        return None
    if type(node.op) in _FOLDS:
        number: int = _FOLDS[type(node.op)](one, other)
        return number
    small = 0 <= one <= LARGEST and 0 <= other < LARGEST.bit_length()
    if small and isinstance(node.op, ast.Pow):
        return int(one**other)
    return one << other if small and isinstance(node.op, ast.LShift) else None


def _where(filename: str, node: ast.stmt | ast.expr) -> str:
    return f"{PurePath(filename).name}:{node.lineno}"


def _guards(branch: ast.If | ast.IfExp | ast.While) -> bool:
    """Whether all that a branch does is to refuse: no shape that can be asked comes there."""
    return isinstance(branch, ast.If) and isinstance(branch.body[0], ast.Raise)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _call(name: str, place: Any, *args: ast.expr) -> ast.expr:
    return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), list(args), []), place)
