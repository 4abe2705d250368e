"""Dialects of one's own: a YAML file of calls, or a Python file with a class.

A call is written as in Python, with their names to the left and ours to the right of each ``=``::

    name: mine
    functions:
      conv2d forward: convolve(img=X, ker=W, bias=b, opt={"step": stride[0]}) -> answer, cache
      conv2d backward_input: convolve_back(grad=out_grad, cache=cache) -> answer, _, _
    axes: {X: NHWC, W: HWIO, out_grad: NHWC}
"""

from __future__ import annotations

import ast
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.calls import From
from cnncheck.dialects.base import CACHE, Dialect, Signature, partial_gradient
from cnncheck.errors import UsageError, Where
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.calls import Given
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem

_LETTERS = {"X": "NCHW", "out_grad": "NCHW", "W": "FCHW"}
_SAME = str.maketrans("OIKRS", "FCFHW")
_EXAMPLE = "such as: conv2d forward: convolve(img=X, ker=W, step=stride[0]) -> answer"
_KEYS = ("name", "functions", "axes", "dtypes")


class Written(Dialect):
    """A dialect that is written in YAML.

    Parameters
    ----------
    fields : mapping
        What the file says.
    file : str
        Its name, for messages.

    Raises
    ------
    UsageError
        When it does not say what a dialect needs.
    """

    def __init__(self, fields: Any, file: str) -> None:
        self._file = file
        functions = fields.get("functions") if isinstance(fields, dict) else None
        if not isinstance(functions, dict) or not functions:
            raise self._fault("has no functions", f"write them, {_EXAMPLE}")
        for key in fields.keys() - {*_KEYS}:
            raise self._fault(f"has a key {key!r}", f"there are {', '.join(_KEYS)}")
        self.name = str(fields.get("name", Path(file).stem))  # type: ignore[misc]
        self._dtypes = fields.get("dtypes", ["float64", "float32"])
        self._told: dict[tuple[str, str], dict[str, ast.expr]] = {}
        self.signatures = {}  # type: ignore[misc]
        for key, call in functions.items():
            operator, _, pass_name = str(key).partition(" ")
            if operator not in OPERATORS or pass_name not in OPERATORS[operator].passes:
                known = (f"{o.name} {p}" for o in OPERATORS.values() for p in o.passes)
                raise self._fault(f"has a function for {key!r}", f"there are {', '.join(known)}")
            self.signatures[operator, pass_name] = self._signature((operator, pass_name), str(call))
        self.axes = self._axes(fields.get("axes") or {})  # type: ignore[misc]

    def _signature(self, key: tuple[str, str], text: str) -> Signature:
        call, _, answers = text.partition("->")
        try:
            tree = ast.parse(call.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = None
        if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name) or tree.args:
            raise self._fault(f"says {text!r}, which is no call with named arguments", _EXAMPLE)
        told = {each.arg or "": each.value for each in tree.keywords}
        self._told[key] = told
        for name in (node.id for each in told.values() for node in _names(each)):
            known = [*OPERATORS[key[0]].arguments(key[1]), "b", "cache"]
            if name not in known:
                raise self._fault(f"hands over {name!r}", f"there are {', '.join(known)}")
        places = [each.strip() for each in answers.split(",")]
        several = len(places) > 1 and "answer" in places
        arguments = {
            theirs: _ours(value) or f"{key[1]} {theirs}=" for theirs, value in told.items()
        }
        return Signature(tree.func.id, arguments, (places.index("answer"),) if several else ())

    def _axes(self, given: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
        axes = {}
        for name, letters in given.items():
            usual, theirs = _LETTERS.get(name, ""), str(letters).upper()
            theirs = theirs.translate(_SAME) if name == "W" else theirs
            if sorted(usual) != sorted(theirs) or not usual:
                hint = "write the axes of X, W or out_grad in their order, such as X: NHWC, W: HWIO"
                raise self._fault(f"says axes {name}: {letters}", hint)
            axes[name] = tuple(usual.index(each) for each in theirs)
        return axes

    def _fault(self, what: str, hint: str) -> UsageError:
        return UsageError(f"the dialect {self._file} {what}", hint, Where(self._file))

    def runs_forward(self, operator: str, pass_name: str) -> bool:
        """Whether an argument of the pass is the cache."""
        told = self._told.get((operator, pass_name), {})
        return any(node.id == "cache" for each in told.values() for node in _names(each))

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say which pass is not written, or which parameter no call of the operator mentions."""
        if (case.operator, pass_name) not in self.signatures:
            return f"{case.operator} {pass_name}"
        if case.dtype not in self._dtypes:
            return case.dtype
        said = [
            each
            for (name, _), told in self._told.items()
            if name == case.operator
            for each in told.values()
        ]
        whole = {node.id for each in said for node in _names(each)}
        single = {_single(node) for each in said for node in ast.walk(each)}
        for each in OPERATORS[case.operator].parameters:
            value = case.parameters[each.name]
            default = each.value(None, len(case.input) - 2)
            if (
                whole.isdisjoint({each.name, each.array})
                and each.kind != "shape"
                and value != default
            ):
                return each.name
            if each.name in single and isinstance(value, tuple) and len({*value}) > 1:
                return f"two numbers for {each.name}"
        return partial_gradient(case, pass_name)

    def value(self, problem: Problem, argument: str) -> Given:
        """Return what an expression stands for, or an argument of a problem."""
        if argument.endswith("="):
            pass_name, _, theirs = argument[:-1].partition(" ")
            return self._worth(problem, self._told[problem.operator, pass_name][theirs])
        if argument == "b" and "b" not in problem.arrays:
            return np.zeros(problem.case.filter[0], problem.dtype)
        return super().value(problem, argument)

    def _worth(self, problem: Problem, node: ast.expr) -> Given:
        match node:
            case ast.Constant(value):
                return value  # type: ignore[return-value]
            case ast.Name("cache"):
                return From(0, (1,))
            case ast.Name(name):
                return self.value(problem, name)
            case ast.Subscript(ast.Name(name), ast.Constant(int(index))):
                whole = self.value(problem, name)
                return whole[index] if isinstance(whole, (tuple, list)) else whole
            case ast.Dict(keys, values):
                pairs = zip(keys, values, strict=True)
                return {
                    str(key.value): self._worth(problem, each)
                    for key, each in pairs
                    if isinstance(key, ast.Constant)
                }
            case ast.List(elements):
                return [self._worth(problem, each) for each in elements]
            case ast.Tuple(elements):
                return tuple(self._worth(problem, each) for each in elements)
        raise self._fault(
            f"says {ast.unparse(node)!r}", "write names, numbers, lists and dictionaries"
        )


def _ours(node: ast.expr) -> str:
    """Return the argument that an expression is, where it is no more than that."""
    if isinstance(node, ast.Name):
        return CACHE if node.id == "cache" else node.id
    return ""


def _names(node: ast.expr) -> list[ast.Name]:
    return [each for each in ast.walk(node) if isinstance(each, ast.Name)]


def _single(node: ast.AST) -> str:
    """Return the parameter of which one number is taken."""
    found = isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
    return node.value.id if found else ""  # type: ignore[attr-defined]


def from_python(path: str) -> Dialect:
    """Return the dialect that a Python file defines.

    Raises
    ------
    UsageError
        When it cannot be imported, or has no class of the kind.
    """
    module = types.ModuleType(f"dialect {Path(path).stem}")
    module.__file__ = path
    sys.modules[module.__name__] = module  # where dataclasses look their annotations up
    try:
        # Compiled from what stands there now: a kept bytecode file is believed when the second and
        # the size of its source are the same, which they are when somebody corrects a letter.
        exec(compile(Path(path).read_bytes(), path, "exec"), vars(module))
    except Exception as error:
        raise UsageError(
            f"the dialect {path} cannot be imported: {type(error).__name__}: {error}",
            "cnncheck guide signatures shows what it has to define",
            Where(path),
        ) from None
    kinds = [
        each
        for each in vars(module).values()
        if isinstance(each, type)
        and issubclass(each, Dialect)
        and each.__module__ == module.__name__
    ]
    if len(kinds) != 1:
        raise UsageError(
            f"the dialect {path} defines {len(kinds)} classes of the kind",
            "define one: class Mine(Dialect), as cnncheck guide signatures shows",
            Where(path),
        )
    found: Dialect = kinds[0]()
    return found
