"""Calls as they are written in a dialect of one's own: parsed, and held against what there is.

Names of theirs stand to the left of each ``=``, ours to the right; behind ``->`` is what comes back::

    convolve(img=X, ker=W, opt={"step": stride[0]}) -> answer, cache
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.operators.base import Operator

ANSWER, CACHED = "answer", "cache"
EXAMPLE = "such as: conv2d forward: convolve(img=X, ker=W, step=stride[0]) -> answer"
_DEEPEST = 6
"""How deep lists and dictionaries may be nested."""
_LARGEST = 1 << 63


class UnclearError(Exception):
    """A call cannot be understood.

    Parameters
    ----------
    what, hint : str
        What it says, after "the dialect mine.yaml", and what may be written.
    """

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


@dataclass(frozen=True, slots=True)
class Said:
    """A call as a file writes it.

    Attributes
    ----------
    function : str
    arguments : mapping of str to expression
        In the order in which they are written.
    results : tuple of str
        What comes back, by the names that it is given; empty where the answer alone does.
    """

    function: str
    arguments: Mapping[str, ast.expr]
    results: tuple[str, ...] = ()

    @property
    def names(self) -> set[str]:
        """Our names that are handed over."""
        return {node.id for each in self.arguments.values() for node in names_in(each)}

    @property
    def place(self) -> tuple[int, ...]:
        """Where the answer is; empty where it is all that comes back."""
        return (self.results.index(ANSWER),) if len(self.results) > 1 else ()

    @property
    def cache(self) -> int | None:
        """Where the cache is: it is called so, or is all that there is beside the answer."""
        others = [index for index, each in enumerate(self.results) if each != ANSWER]
        named = [index for index in others if self.results[index] == CACHED]
        found = named or (others if len(others) == 1 else [])
        return found[0] if found else None


def said(operator: Operator, pass_name: str, text: str) -> Said:
    """Return a call that is written for a pass.

    Raises
    ------
    UnclearError
        When it is none, or speaks of what there is not.
    """
    call, arrow, answers = text.partition("->")
    try:
        tree = ast.parse(call.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        tree = None
    if not isinstance(tree, ast.Call) or not isinstance(tree.func, ast.Name) or tree.args:
        raise UnclearError(f"says {text!r}, which is no call with named arguments", EXAMPLE)
    told: dict[str, ast.expr] = {}
    for each in tree.keywords:
        if each.arg is None or each.arg in told:
            again = f"{each.arg} twice" if each.arg else f"**{ast.unparse(each.value)}"
            raise UnclearError(f"hands over {again} in {text!r}", "write each argument once")
        told[each.arg] = each.value
    known = [*operator.arguments(pass_name), *([CACHED] if pass_name != "forward" else [])]
    for value in told.values():
        _check(value, operator, known)
    found = Said(tree.func.id, told, _results(answers, text) if arrow else ())
    needed = set() if CACHED in found.names else {*operator.passes[pass_name].linear}
    for missing in sorted(needed - found.names):
        what = f"hands {missing} over nowhere in {text!r}"
        raise UnclearError(what, f"there is no right answer without it; write NAME={missing}")
    return found


def _results(answers: str, text: str) -> tuple[str, ...]:
    results = tuple(each.strip() for each in answers.split(","))
    if results.count(ANSWER) != 1 or not all(each.isidentifier() for each in results):
        raise UnclearError(
            f"says {text!r}, in which the answer is not clear",
            "name what comes back, and `answer` once, such as: -> answer, cache",
        )
    return results


def _check(node: ast.expr, operator: Operator, known: list[str], depth: int = 0) -> None:
    """Refuse an expression that is not of names, numbers, lists and dictionaries."""
    match node:
        case ast.Constant(bool() | None | float() | str()):
            return
        case ast.Constant(int(number)) if number < _LARGEST:
            return
        case ast.UnaryOp(ast.USub(), ast.Constant(int() | float())):
            return
        case ast.Name(name) if name in known:
            return
        case ast.Name(name):
            raise UnclearError(f"hands over {name!r}", f"there are {', '.join(known)}")
        case ast.Subscript(ast.Name(name), place):
            numbers = [f"{each.name}[{axis}]" for each in operator.parameters if each.name in known
                       and each.kind in ("per_axis", "taps") for axis in range(operator.rank)]  # fmt: skip
            if f"{name}[{ast.unparse(place)}]" not in numbers:
                hint = f"there are {', '.join(numbers)}" if numbers else f"write {name}"
                raise UnclearError(f"hands over {ast.unparse(node)!r}", hint)
            return
        case ast.List(inside) | ast.Tuple(inside) if depth < _DEEPEST:
            for each in inside:
                _check(each, operator, known, depth + 1)
            return
        case ast.Dict(keys, values) if depth < _DEEPEST and all(map(_is_text, keys)):
            for each in values:
                _check(each, operator, known, depth + 1)
            return
    raise UnclearError(
        f"says {ast.unparse(node)!r}",
        "write names, numbers, lists, and dictionaries with texts as keys",
    )


def _is_text(key: ast.expr | None) -> bool:
    return isinstance(key, ast.Constant) and isinstance(key.value, str)


def names_in(node: ast.expr) -> list[ast.Name]:
    """Return the names in an expression."""
    return [each for each in ast.walk(node) if isinstance(each, ast.Name)]


def singles_in(node: ast.expr) -> Iterator[str]:
    """Yield where one number of a parameter is taken: ``stride[0]``."""
    for each in ast.walk(node):
        if isinstance(each, ast.Subscript) and isinstance(each.value, ast.Name):
            yield ast.unparse(each)


def pass_of(key: object) -> tuple[str, str]:
    """Return operator and pass of a key such as ``conv2d forward``.

    Raises
    ------
    UnclearError
        When there are none such.
    """
    operator, _, pass_name = str(key).partition(" ")
    if operator not in OPERATORS or pass_name not in OPERATORS[operator].passes:
        known = (f"{o.name} {p}" for o in OPERATORS.values() for p in o.passes)
        raise UnclearError(f"has a function for {key!r}", f"there are {', '.join(known)}")
    return operator, pass_name
