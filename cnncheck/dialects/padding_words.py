"""Padding as a word, as torch's convolutions take it: ``padding="same"``, ``padding="valid"``.

Nothing in a signature says who takes one: it is found out by asking.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from cnncheck.calls import Call, Reply
    from cnncheck.dialects.base import Dialect
    from cnncheck.dialects.outline import Outline
    from cnncheck.operators.axis import Axis
    from cnncheck.operators.parameter import Value

    Heard = Mapping[tuple[str, str], frozenset[str]]
    """By operator and pass, the words that its function takes."""

SAME, VALID = WORDS = ("same", "valid")
MEANINGS = {
    SAME: "where the stride is 1 and padding makes the output as large as the image",
    VALID: "where the stride is 1 and there is no padding",
}
"""What is said of them where numbers are meant."""

_SIDE = 3
"""Of the filter that is asked about: with an odd one as much is added before an image as behind it."""


def word_of(axes: Collection[Axis]) -> str:
    """Return the word that says what is around an image; empty where none does.

    With a stride above 1 torch takes no "same", and numbers are said for nothing at all, too.
    """
    if any(axis.stride > 1 for axis in axes):
        return ""
    if not any(axis.before or axis.after for axis in axes):
        return VALID
    kept = all(divmod(axis.span - 1, 2) == (axis.before, axis.after - axis.before) for axis in axes)
    return SAME if kept else ""


def heard_words(
    dialect: Dialect, asked: Collection[str], outline: Outline, ask: Callable[[Call], Reply]
) -> Heard:
    """Return the words that functions take for a padding.

    A function takes a word that it answers. Where it raises, and the word stands in it or in what it
    calls, it does so in what it has for that word.

    Parameters
    ----------
    dialect : Dialect
    asked : collection of str
        Operators that may be told a padding in words.
    outline : Outline
        What the code defines.
    ask : callable
        Makes one call of the code.
    """
    found: dict[tuple[str, str], frozenset[str]] = {}
    for key, sig in dialect.signatures.items():
        padding = next((theirs for theirs, ours in sig.arguments.items() if ours == "padding"), "")
        written = outline.functions_named(sig.function)
        if key[0] in asked and padding and written:
            call = _call(dialect, *key)
            given = {word: {**call.arguments, padding.rstrip("?"): word} for word in WORDS}
            replies = {word: ask(replace(call, arguments=given[word])) for word in WORDS}
            found[key] = frozenset(
                word
                for word, reply in replies.items()
                if reply.value is not None or any(word in each.quoted for each in written)
            )
    return {key: words for key, words in found.items() if words}


def told(dialect: Dialect, words: Heard) -> Iterator[str]:
    """Yield what is said of who takes which words."""
    for some in dict.fromkeys(words.values()):
        its = ", ".join(dialect.called(*key) for key in words if words[key] == some)
        listed = " and ".join(f'"{each}"' for each in WORDS if each in some)
        yield f"{listed} for padding of {its}"


def _call(dialect: Dialect, operator: str, pass_name: str) -> Call:
    """Return the call of a small problem whose padding can be said in either word, or in numbers."""
    its = OPERATORS[operator]
    sizes: dict[str, Value] = {"filter": (2, 2, *(_SIDE,) * its.rank), "padding": (1,) * its.rank}
    image = (1, 2, *(_SIDE + 1,) * its.rank)
    case = Case("", "", operator, (pass_name,), image, parameters=sizes)
    return dialect.call(next(its.problems(case, pass_name)))
