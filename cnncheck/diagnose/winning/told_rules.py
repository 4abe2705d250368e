"""What a way of pooling is, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.diagnose.winning.counting_windows import COUNTS
from cnncheck.diagnose.winning.losing import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.diagnose.winning.pooling_rules import Back, Forth
    from cnncheck.operators.problem import Problem


def sentence_of(rule: Back | Forth, problem: Problem) -> str:
    """Return what a rule is.

    Parameters
    ----------
    rule : Back or Forth
    problem : Problem
        Of the pass.
    """
    lines = problem.entries[2:]
    numbers = LETTERS[len(lines)]
    words = [text.replace("{number}", ", ".join(numbers)) for text in rule.words]
    words += _forms(rule, lines, numbers)
    words += _counts(rule, lines)
    return ", and ".join(words) if len(words) < 3 else "; ".join(words)


def _forms(rule: Back | Forth, lines: Sequence[str], numbers: str) -> Iterator[str]:
    texts = dict.fromkeys(text for form in rule.forms for text in form.words)
    for text in texts:
        which = [axis for axis, form in enumerate(rule.forms) if text in form.words]
        each = " and ".join(f"{lines[axis]} {numbers[axis]}" for axis in which)
        told = text.replace("{line} {i}", each)
        yield told.replace("{line}s", _several(lines, which)).replace("{line}", _one(lines, which))


def _counts(rule: Back | Forth, lines: Sequence[str]) -> Iterator[str]:
    counts = getattr(rule, "counts", ())
    for number in dict.fromkeys(counts):
        which = [axis for axis, its in enumerate(counts) if its == number]
        if number:
            yield f"the number of {_several(lines, which)} of the result {COUNTS[number][0]}"


def _one(lines: Sequence[str], which: Sequence[int]) -> str:
    return " and ".join(lines[axis] for axis in which)


def _several(lines: Sequence[str], which: Sequence[int]) -> str:
    return " and ".join(f"{lines[axis]}s" for axis in which)
