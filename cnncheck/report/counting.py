"""How many bugs there are in several functions, as far as that can be known.

One line of code can be wrong in several functions: in a helper that they share, in the loop that adds
up two gradients, in a layer of every rank. So what may be one bug counts as one, and the sum is
"at least" that.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.report.functions import FunctionLine


def bugs_text(wrong: Sequence[FunctionLine]) -> str:
    """``3 bugs``, or ``at least 1 bug`` where several may be one, or what is wrong has no name.

    Parameters
    ----------
    wrong : sequence of FunctionLine
        At least one.
    """
    named = [each for each in wrong if _names(each)]
    groups = _groups(named)
    bugs = sum(max(each.bugs for each in group) for group in groups)
    bugs = max(bugs, *(each.bugs for each in wrong), 1)
    apart = all(len(group) == 1 for group in groups) and all(each.counted for each in wrong)
    apart &= (
        len(named) == len(wrong) or len(wrong) == 1
    )  # what has no name may be any of the others
    return f"{'' if apart else 'at least '}{bugs} bug{'s' * (bugs > 1)}"


def _groups(lines: Sequence[FunctionLine]) -> list[list[FunctionLine]]:
    """Return lines by what may be one bug."""
    groups: list[list[FunctionLine]] = []
    for line in lines:
        alike = [group for group in groups if any(_may_share(line, each) for each in group)]
        merged = [line, *(each for group in alike for each in group)]
        groups = [*(group for group in groups if group not in alike), merged]
    return groups


def _may_share(line: FunctionLine, other: FunctionLine) -> bool:
    """Whether two lines are of one function or of one layer's ranks, or are told to have the same fault."""
    return not set(_traits(line)).isdisjoint(_traits(other))


def called(line: FunctionLine) -> tuple[str, str]:
    """Return whose function it is, and the name that its author wrote: ``pad`` of ``pad (pad2d)``."""
    first = line.results[0]
    return first.implementation, first.title.rpartition(" of ")[2].partition(" (")[0]


def _traits(line: FunctionLine) -> Iterator[tuple[str, ...]]:
    first = line.results[0]
    whose, name = called(line)
    yield whose, "called", name
    yield whose, "layer", re.sub(r"\dd$", "", first.case.operator), first.pass_name
    yield from ((whose, "fault", name) for name in _names(line))


def _names(line: FunctionLine) -> list[str]:
    """Return what faults are called in every operator, and their sentences."""
    faults = [each.fault for each in line.diagnosis.naming.faults] if line.diagnosis else []
    return [told for each in faults for told in (each.id.rpartition("/")[2], each.sentence)]
