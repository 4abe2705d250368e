"""What can be asked of code in the dialect that it is written in, and what there are no words for."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cnncheck.dialects.choosing import EVERYTHING
from cnncheck.dialects.signature import Lacking
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cnncheck.asking import Question
    from cnncheck.dialects import Dialect
    from cnncheck.dialects.choosing import Choice
    from cnncheck.implementations.base import Implementation
    from cnncheck.report.report import Result

FEW = 3
"""Up to so many passes that no dialect has are named."""


def choice_of(implementation: Implementation) -> Choice:
    """Return the dialect that code is called in, and why."""
    choice: Choice = getattr(implementation, "choice", EVERYTHING)
    return choice


def dialect_of(implementation: Implementation) -> Dialect:
    """Return the dialect that code is called in."""
    return choice_of(implementation).dialect


def sayable(
    asked: Iterable[Question], dialect: Dialect, *, whole: bool = False
) -> tuple[list[Question], Counter[str]]:
    """Return the questions that can be put, and how often what stands in the way of the others.

    Parameters
    ----------
    asked : iterable of Question
    dialect : Dialect
    whole : bool, optional
        Whether to put also those about a whole pass that the code lacks: it is expected of it.
    """
    put: list[Question] = []
    unsaid: Counter[str] = Counter()
    for each in asked:
        why = dialect.unsaid(each.case, each.pass_name)
        there = (each.case.operator, each.pass_name) in dialect.signatures
        if why and not (whole and isinstance(why, Lacking) and not there):
            unsaid[why] += 1
        else:
            put.append(each)
    return put, unsaid


def worth_asking(
    asked: Iterable[Question], implementation: Implementation
) -> tuple[list[Question], Counter[str]]:
    """Return `sayable`, without passes that neither the dialect nor the code knows of.

    Nobody who writes the notebook's six functions has forgotten an average pooling. Where nothing
    else is asked it stays: somebody wants to know of it.
    """
    dialect = dialect_of(implementation)
    put, unsaid = sayable(asked, dialect)
    strange = {
        (each.case.operator, each.pass_name): each.function
        for each in put
        if (each.case.operator, each.pass_name) not in dialect.signatures
    }
    absent = {key for key, function in strange.items() if _is_absent(implementation, function)}
    known = [each for each in put if (each.case.operator, each.pass_name) not in absent]
    if not known:
        return put, unsaid
    unsaid.update(
        " ".join(key) for each in put if (key := (each.case.operator, each.pass_name)) in absent
    )
    return known, unsaid


def of_what_is_written(
    asked: Sequence[Question], implementation: Implementation
) -> tuple[Sequence[Question], Counter[str]]:
    """Return the questions about layers that the code has a function of, and how many are of which others.

    Where it has none at all everything is asked.
    """
    functions = {each.function: each.case.operator for each in asked}
    written = {of for each, of in functions.items() if not _is_absent(implementation, each)}
    if not written:
        return asked, Counter()
    others = (each.case.operator for each in asked if each.case.operator not in written)
    return [each for each in asked if each.case.operator in written], Counter(map(Lacking, others))


def _is_absent(implementation: Implementation, function: str) -> bool:
    reply = implementation.find(function)
    return reply is not None and reply.outcome is Outcome.NOT_ASKED


def calling(implementation: Implementation) -> tuple[str, ...]:
    """Say in which dialect code is called, and why; nothing where it is the usual one."""
    choice = choice_of(implementation)
    if not choice.why:
        return ()
    return (f"{implementation.name} is called in the dialect {choice.dialect.name}: {choice.why}",)


def by_sums_text(results: Sequence[Result]) -> Iterator[str]:
    """Say how many results were held to random sums, and not to the reference's own answer."""
    found = [each for each in results if each.verdict.sums]
    if found:
        added = ", ".join(dict.fromkeys(each.verdict.sums for each in found))
        yield (
            f"{len(found)} of {len(results)} checked by Freivalds' identity, not element by element: "
            f"random sums of the result ({added}) against the reference's answer for the same sums "
            "of its arrays, as --reference-work allows"
        )


def unsaid_text(name: str, dialect: Dialect, unsaid: Counter[str]) -> tuple[str, ...]:
    """Say in a line what was not asked for the dialect's sake, and in another for the code's.

    Parameters
    ----------
    name : str
        What reports call the code.
    dialect : Dialect
    unsaid : Counter
        As `sayable` counts.
    """
    lacking: Counter[str] = Counter(
        {why: unsaid[why] for why in unsaid if isinstance(why, Lacking)}
    )
    said = (
        (_shortened(unsaid - lacking), f"{dialect.name} has no words for them"),
        (lacking, f"{name} has nothing for them"),
    )
    return tuple(
        f"{counts.total()} not asked, as {because}: "
        + ", ".join(f"{why} ({count})" for why, count in counts.most_common())
        for counts, because in said
        if counts
    )


def _shortened(unsaid: Counter[str]) -> Counter[str]:
    """Count whole passes of layers as one, where a list of them would say little."""
    passes = {f"{name} {each}" for name, layer in OPERATORS.items() for each in layer.passes}
    whole = {why: count for why, count in unsaid.items() if why in passes}
    if len(whole) <= FEW:
        return unsaid
    rest = {why: count for why, count in unsaid.items() if why not in whole}
    return Counter({"other layers": sum(whole.values()), **rest})


def defined_text(asked: Iterable[Question]) -> tuple[str, ...]:
    """Say in one line of which operators torch does not have all that is asked."""
    strange = Counter(
        each.case.operator
        for each in asked
        if not OPERATORS[each.case.operator].torch_has(each.case, each.pass_name)
    )
    if not strange:
        return ()
    told = ", ".join(f"{name} ({count})" for name, count in strange.items())
    return (f"the definition is believed where torch has no such thing: {told}",)
