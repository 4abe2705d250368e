"""Dialects of one's own in YAML: a file of calls.

A call is written as in Python, with their names to the left and ours to the right of each ``=``::

    name: mine
    functions:
      conv2d forward: convolve(img=X, ker=W, bias=b, opt={"step": stride[0]}) -> answer, cache
      conv2d backward_input: convolve_back(grad=out_grad, cache=cache) -> answer, _, _
    axes: {X: NHWC, W: HWIO, out_grad: NHWC}
"""

from __future__ import annotations

import ast
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np

from cnncheck.calls import From
from cnncheck.dialects.base import CACHE, FORWARD, Fit, Signature
from cnncheck.dialects.saying import (
    ANSWER,
    CACHED,
    EXAMPLE,
    Said,
    UnclearError,
    pass_of,
    said,
    singles_in,
)
from cnncheck.dialects.ties import OpenTies
from cnncheck.dialects.turning import RESULTS, partial_gradient
from cnncheck.errors import UsageError, Where
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Dtype

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cnncheck.calls import Given
    from cnncheck.dialects.outline import Outline
    from cnncheck.dialects.outline import Written as Defined
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Problem

_LETTERS = {"X": "NCHW", "out_grad": "NCHW", "W": "FCHW"}
_SAME = str.maketrans("OIKRS", "FCFHW")
_KEYS = ("name", "functions", "axes", "dtypes", "ties")
_TIES = ("first", "any")
_DTYPES = get_args(Dtype)
_USUAL_DTYPES = ["float64", "float32"]


class Written(OpenTies):
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
        try:
            self._understand(fields)
        except UnclearError as unclear:
            raise self._fault(unclear.what, unclear.hint) from None

    def _understand(self, fields: Any) -> None:
        functions = fields.get("functions") if isinstance(fields, dict) else None
        if not isinstance(functions, dict) or not functions:
            raise UnclearError("has no functions", f"write them, {EXAMPLE}")
        for key in fields.keys() - {*_KEYS}:
            raise UnclearError(f"has a key {key!r}", f"there are {', '.join(_KEYS)}")
        name = fields.get("name", Path(self._file).stem)
        if not isinstance(name, str) or not name.strip():
            raise UnclearError(f"has the name {name!r}", "write a text, such as name: mine")
        self.name = name  # type: ignore[misc]
        self._dtypes = _dtypes(fields.get("dtypes", _USUAL_DTYPES))
        self.ties_are_settled = _ties(fields.get("ties", _TIES[0]))
        self._said: dict[tuple[str, str], Said] = {}
        for key, call in functions.items():
            operator, pass_name = pass_of(key)
            if not isinstance(call, str):
                raise UnclearError(f"says {call!r} of {key}", f"write a call, {EXAMPLE}")
            self._said[operator, pass_name] = said(OPERATORS[operator], pass_name, call)
        for operator, pass_name in self._said:
            self._check_cache(operator, pass_name)
        self.signatures = {key: self._signature(key) for key in self._said}  # type: ignore[misc]
        self.axes = self._axes(fields.get("axes", {}))  # type: ignore[misc]

    def _check_cache(self, operator: str, pass_name: str) -> None:
        if CACHED not in self._said[operator, pass_name].names:
            return
        forward = self._said.get((operator, FORWARD))
        if forward is None or forward.cache is None:
            missing = f"no {operator} {FORWARD}" if forward is None else "no name for the cache"
            raise UnclearError(
                f"hands a cache over in {operator} {pass_name} and has {missing}",
                f"write what returns it, such as: {operator} {FORWARD}: f(x=X) -> answer, cache",
            )

    def _signature(self, key: tuple[str, str]) -> Signature:
        told = self._said[key]
        arguments = {
            theirs: _ours(value) or f"{key[1]} {theirs}="
            for theirs, value in told.arguments.items()
        }
        named = (self.result(*key) if each == ANSWER else each for each in told.results)
        results = tuple(named) if told.place else ()
        return Signature(told.function, arguments, told.place, results=results)

    def _axes(self, given: Any) -> dict[str, tuple[int, ...]]:
        axes = {}
        hint = "write the axes of X, W or out_grad in their order, such as X: NHWC, W: HWIO"
        if not isinstance(given, dict):
            raise UnclearError(f"says axes {given!r}", hint)
        there = {name for each in self._said.values() for name in each.names}
        there |= {RESULTS.get(pass_name, "X") for _, pass_name in self._said}
        for name, letters in given.items():
            usual, theirs = _LETTERS.get(name, ""), str(letters).upper()
            theirs = theirs.translate(_SAME) if name == "W" else theirs
            if sorted(usual) != sorted(theirs) or not usual:
                raise UnclearError(f"says axes {name}: {letters}", hint)
            if name not in there:
                what = f"says axes of {name}, which no call hands over or returns"
                raise UnclearError(what, f"there are {', '.join(sorted(there & {*_LETTERS}))}")
            axes[name] = tuple(usual.index(each) for each in theirs)
        return axes

    def _fault(self, what: str, hint: str) -> UsageError:
        return UsageError(f"the dialect {what}", hint, Where(self._file))

    def fit(self, outline: Outline) -> Fit:
        """Hold the order of arguments against that of the code's own functions.

        Raises
        ------
        UsageError
            When neither the names nor the order are theirs.
        """
        its = copy(self)
        its.signatures = {  # type: ignore[misc]
            key: replace(sig, arguments=self._handed(sig, outline.functions_named(sig.function)))
            for key, sig in self.signatures.items()
        }
        return Fit(its, 0, 0)

    def _handed(self, sig: Signature, defined: list[Defined]) -> Mapping[str, str]:
        """Return arguments by name where the function's order is another; else by position."""
        if all(_in_order(sig.arguments, each) for each in defined):
            return sig.arguments
        if all(_by_name(sig.arguments, each) for each in defined):
            bare = defined[0].parameters[: defined[0].bare]
            given = sig.arguments.items()
            return {name if name in bare else f"{name}=": ours for name, ours in given}
        theirs = next(each for each in defined if not _by_name(sig.arguments, each))
        raise self._fault(
            f"calls {sig}, and the code has {theirs}",
            "write the arguments by the function's own names, or in its order",
        )

    def runs_forward(self, operator: str, pass_name: str) -> bool:
        """Whether an argument of the pass is the cache."""
        told = self._said.get((operator, pass_name))
        return told is not None and CACHED in told.names

    def cannot(self, case: Case, pass_name: str) -> str:
        """Say which pass is not written, or which parameter no call of the operator mentions."""
        if (case.operator, pass_name) not in self.signatures:
            return f"{case.operator} {pass_name}"
        if case.dtype not in self._dtypes:
            return case.dtype
        if why := self.undecided(case, pass_name):
            return why
        calls = [each for (name, _), each in self._said.items() if name == case.operator]
        whole = {name for each in calls for name in each.names}
        values = [value for each in calls for value in each.arguments.values()]
        numbers = {text for each in values for text in singles_in(each)}
        single = {text.partition("[")[0] for text in numbers}
        for each in OPERATORS[case.operator].parameters:
            value = case.parameters[each.name]
            if each.name == "ties" and value == "any" and not self.ties_are_settled:
                continue
            usual = each.usual(case.parameters, len(case.input) - 2)
            if (
                whole.isdisjoint({each.name, each.array})
                and each.kind != "shape"
                and value != usual
            ):
                return each.name
            # What most layers have as one number is handed over as one, unless a call takes both.
            every = {f"{each.name}[{axis}]" for axis in range(len(case.input) - 2)}
            one = (each.alike or each.name in single) and not every <= numbers
            if one and each.is_uneven(value):
                return f"two numbers for {each.name}"
        return partial_gradient(case, pass_name)

    def value(self, problem: Problem, argument: str) -> Given:
        """Return what an expression stands for, or an argument of a problem."""
        if argument == CACHE:
            forward = self._said[problem.operator, FORWARD]
            return From(0, (forward.cache or 0,))
        if argument.endswith("="):
            pass_name, _, theirs = argument[:-1].partition(" ")
            return self._worth(problem, self._said[problem.operator, pass_name].arguments[theirs])
        if argument == "b" and "b" not in problem.arrays:
            return np.zeros(problem.case.filter[0], problem.result_dtype)
        return super().value(problem, argument)

    def _worth(self, problem: Problem, node: ast.expr) -> Given:
        match node:
            case ast.Constant(value):
                return value  # type: ignore[return-value]
            case ast.UnaryOp(_, ast.Constant(int() | float() as number)):
                return -number
            case ast.Name(name):
                return self.value(problem, _ours(node) or name)
            case ast.Subscript(ast.Name(name), ast.Constant(int(index))):
                whole = self.value(problem, name)
                return whole[index] if isinstance(whole, (tuple, list)) else whole
            case ast.Dict(keys, values):
                told = zip(keys, values, strict=True)
                return {
                    str(ast.literal_eval(key)): self._worth(problem, v) for key, v in told if key
                }
            case ast.List(elements):
                return [self._worth(problem, each) for each in elements]
            case ast.Tuple(elements):
                return tuple(self._worth(problem, each) for each in elements)
        raise AssertionError(f"{ast.unparse(node)} was let through")


def _dtypes(given: Any) -> list[str]:
    if not isinstance(given, list) or not given or not all(each in _DTYPES for each in given):
        hint = f"write a list of {' and '.join(_DTYPES)}, such as dtypes: [float64]"
        raise UnclearError(f"says dtypes {given!r}", hint)
    return given


def _ties(given: Any) -> bool:
    """Whether it is settled which of equal maxima gets the gradient."""
    if given not in _TIES:
        raise UnclearError(
            f"says ties {given!r}",
            "write ties: first where the first of equal maxima gets the gradient, or ties: any where "
            "that is open",
        )
    return bool(given == _TIES[0])


def _ours(node: ast.expr) -> str:
    """Return the argument that an expression is, where it is no more than that."""
    if isinstance(node, ast.Name):
        return CACHE if node.id == CACHED else node.id
    return ""


def _in_order(names: Iterable[str], defined: Defined) -> bool:
    """Whether arguments can be given by position: none has the name of another place's."""
    places = {name: index for index, name in enumerate(defined.parameters)}
    right = all(places.get(name, index) == index for index, name in enumerate(names))
    return right and {*defined.named}.isdisjoint(names)


def _by_name(names: Iterable[str], defined: Defined) -> bool:
    """Whether arguments can be given by name, but those that are taken by position alone."""
    bare, others = defined.parameters[: defined.bare], defined.parameters[defined.bare :]
    given = (*names,)
    return given[: len(bare)] == bare and {*given[len(bare) :]} <= {*others}
