"""Sentences about a problem, with arrays, results and axes as the code's author writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cnncheck.dialects.turning import RESULTS, ordered
from cnncheck.operators import OPERATORS

if TYPE_CHECKING:
    from cnncheck.dialects.base import Dialect
    from cnncheck.operators.problem import Problem

    Order = tuple[int, ...]

_LETTERED = re.compile(r"\(([NFC](?:, [A-Z]{1,2})+)\)")
"""A shape in letters: ``(N, C, H, W)``."""
_SHAPED = re.compile(r"(\b(?:has shape|should have) )(\d+(?:x\d+)+)\b")
_OPTION = re.compile(r"\bwhere (\w+)(?= is (?:not )?[\w.]+)")
"""A condition on an option, which is called as people call it."""
_AXIS = re.compile(r"\baxis ([0-3])\b")
_MENTIONED = re.compile(
    r"(?<!left )(?<!cut )(?<![\w/.])"
    r"(d[XWb]|out_grad|grad_pool|out(?= has shape|\[)|[xXWb](?![/']))\b"
    r"(?:\[([\w:., +*%()/-]+)\]|\.shape\[(\d)\])?"
)
_KEPT = "\0"


class Words:
    """What people call the arrays of a problem, and the order in which they have their axes."""

    def __init__(self, dialect: Dialect, problem: Problem) -> None:
        self._dialect, self._problem = dialect, problem
        self._image = dialect.axes.get("X", ())
        self._filter = dialect.axes.get("W", ())
        self._result = dialect.order(problem)
        self._names, self._orders = self._of_arrays()
        for pass_name, function in OPERATORS[problem.operator].passes.items():
            name = function.result or ("dX" if function.gradient else "out")
            self._names[name] = dialect.result(problem.operator, pass_name)
            self._orders[name] = dialect.axes.get(RESULTS.get(pass_name, "X"), ())

    def _of_arrays(self) -> tuple[dict[str, str], dict[str, Order]]:
        there = {name: name for name in self._problem.arrays}
        meant = {**there, "x": "X", "grad_pool": "out_grad"}
        names = {each: self._dialect.word(self._problem, ours) for each, ours in meant.items()}
        return names, {each: self._dialect.axes.get(ours, ()) for each, ours in meant.items()}

    def told(self, sentence: str) -> str:
        """Return a sentence in these words."""
        kept: list[str] = []

        def keep(found: re.Match[str]) -> str:
            kept.append(self._lettered(found[1]))
            return _KEPT

        sentence = _LETTERED.sub(keep, sentence)
        sentence = _OPTION.sub(self._option, sentence)
        sentence = _MENTIONED.sub(self._mentioned, sentence)
        if self._image:
            sentence = _AXIS.sub(lambda at: f"axis {self._image.index(int(at[1]))}", sentence)
        sentence = _SHAPED.sub(
            lambda found: found[1] + ordered(found[2], "x", self._result), sentence
        )
        for each in kept:
            sentence = sentence.replace(_KEPT, each, 1)
        return sentence

    def _lettered(self, letters: str) -> str:
        order = self._image if letters.startswith("N") else self._filter
        return f"({ordered(letters, ', ', order)})"

    def _option(self, found: re.Match[str]) -> str:
        known = found[1] in self._problem.case.parameters
        return f"where {self._dialect.word(self._problem, found[1])}" if known else found[0]

    def _mentioned(self, found: re.Match[str]) -> str:
        name, index, axis = found[1], found[2], found[3]
        if name not in self._names:
            return found[0]
        order, word = self._orders[name], self._names[name]
        if axis is not None:
            return f"{word}.shape[{order.index(int(axis)) if order else axis}]"
        return word + (f"[{_indexed(index, order)}]" if index else "")


def _indexed(index: str, order: Order) -> str:
    """Return an index with its entries in the order of the axes; those left out are all there is."""
    between = ", " if ", " in index else ","
    entries = index.split(between)
    if not order or len(entries) > len(order) or any("::" in each for each in entries):
        return index
    missing = [":"] * (len(order) - len(entries))
    if "..." in entries:
        at = entries.index("...")
        entries[at : at + 1] = [":", *missing]
    else:
        entries += missing
    taken = [entries[axis] for axis in order]
    while taken[-1] == ":":
        taken.pop()
    return between.join(taken)
