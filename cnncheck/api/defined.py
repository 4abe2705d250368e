"""What code under test defines of what it is asked for: said before a run, and never in silence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cnncheck.api.saying import choice_of, dialect_of, sayable
from cnncheck.asking import questions
from cnncheck.errors import UsageError
from cnncheck.implementations.absent import DID_YOU_MEAN
from cnncheck.operators import FUNCTIONS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cnncheck.asking import Question
    from cnncheck.calls import Reply
    from cnncheck.implementations.base import Implementation
    from cnncheck.operators.case import Case


def functions_of(cases: Iterable[Case], implementation: Implementation | None = None) -> list[str]:
    """Return the functions that cases ask about, each once; of an implementation what it is asked."""
    asked: Iterable[Question] = questions(cases)
    if implementation is not None:
        asked, _ = sayable(asked, dialect_of(implementation))
    return list(dict.fromkeys(each.function for each in asked))


def check_defined(
    implementation: Implementation, asked: Iterable[str], bound: Mapping[str, str] | None = None
) -> None:
    """Refuse code that defines nothing that is known, or nearly what is asked for.

    A function that is simply not there is nobody's fault: it is not asked. It is the code's own
    process that loads it and says so.

    Parameters
    ----------
    implementation : Implementation
    asked : iterable of str
        Functions that the cases ask about.
    bound : mapping of str to str, optional
        Functions that a person has bound to a place; that has to be there.

    Raises
    ------
    UsageError
    """
    choice = choice_of(implementation)
    if choice.doubt:
        raise UsageError(f"{implementation.name} {choice.doubt}", choice.hint)
    asked, bound = list(asked), bound or {}
    missing = _missing(implementation, [*dict.fromkeys([*asked, *bound])])
    for function, reply in missing.items():
        if function in bound:
            where = f"{bound[function]}, which {implementation.name} does not have"
            hint = _continued(reply.hint)
            file = bound[function].rpartition(":")[0]
            if reply.message.startswith(f"{function} is bound to ") and os.path.isfile(file):
                hint = f"name both files, with a comma between them: --impl FILE,{file}"
            raise UsageError(f"{function} is bound to {where}", hint)
        meant = reply.hint.removeprefix(DID_YOU_MEAN).partition("?")[0].strip()
        nearly = reply.hint.startswith(DID_YOU_MEAN)
        if nearly and (not choice.hint or meant in choice.fitting):
            raise UsageError(reply.message, _continued(reply.hint))
    if (
        asked
        and len(missing) == len(asked)
        and len(_missing(implementation, FUNCTIONS)) == len(FUNCTIONS)
    ):
        first = missing[asked[0]]
        hint = choice.hint or first.hint
        raise UsageError(
            f"{implementation.name} defines none of the functions that are known",
            f"{first.log}\n{hint}" if first.log else _continued(hint),
        )


def _continued(sentence: str) -> str:
    """Return a sentence as it goes on after a semicolon."""
    return sentence[:1].lower() + sentence[1:]


def _missing(implementation: Implementation, functions: Iterable[str]) -> Mapping[str, Reply]:
    found = {function: implementation.find(function) for function in functions}
    return {
        function: reply
        for function, reply in found.items()
        if reply is not None and reply.outcome is Outcome.NOT_ASKED
    }
