"""What can be asked of code in the dialect that it is written in, and what there are no words for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cnncheck.dialects.choosing import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.asking import Question
    from cnncheck.dialects import Dialect
    from cnncheck.dialects.choosing import Choice
    from cnncheck.implementations.base import Implementation


def choice_of(implementation: Implementation) -> Choice:
    """Return the dialect that code is called in, and why."""
    choice: Choice = getattr(implementation, "choice", EVERYTHING)
    return choice


def dialect_of(implementation: Implementation) -> Dialect:
    """Return the dialect that code is called in."""
    return choice_of(implementation).dialect


def sayable(asked: Iterable[Question], dialect: Dialect) -> tuple[list[Question], Counter[str]]:
    """Return the questions that can be put, and how often what stands in the way of the others."""
    put: list[Question] = []
    unsaid: Counter[str] = Counter()
    for each in asked:
        if why := dialect.cannot(each.case, each.pass_name):
            unsaid[why] += 1
        else:
            put.append(each)
    return put, unsaid


def calling(implementation: Implementation) -> tuple[str, ...]:
    """Say in which dialect code is called, and why; nothing where it is the usual one."""
    choice = choice_of(implementation)
    if not choice.why:
        return ()
    return (f"{implementation.name} is called in the dialect {choice.dialect.name}: {choice.why}",)


def unsaid_text(dialect: Dialect, unsaid: Counter[str]) -> tuple[str, ...]:
    """Say in one line what was not asked."""
    if not unsaid:
        return ()
    told = ", ".join(f"{why} ({count})" for why, count in unsaid.most_common())
    return (f"{unsaid.total()} not asked, as {dialect.name} has no words for them: {told}",)
