"""How people write the function of a pass, and how well some code fits that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cnncheck.calls import From

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.calls import Places
    from cnncheck.dialects.base import Dialect
    from cnncheck.dialects.outline import Written
    from cnncheck.operators.parameter import Parameter


class Lacking(str):
    """Why something cannot be asked: its dialect has words for it, but the code lacks it."""

    __slots__ = ()


def word_for(parameter: Parameter) -> str:
    """Return what people call a parameter: the second of pairs has no name of its own."""
    paired = f"another {parameter.follows} behind than before"
    return paired if parameter.paired else parameter.name


@dataclass(frozen=True, slots=True)
class Signature:
    """Signature of a pass's function, as people write it.

    Attributes
    ----------
    function : str
    arguments : mapping of str to str
        What they call an argument to what a problem calls it, in their order. Names that end in
        ``=`` are for keywords; in ``=?``, for those that are left out where their default holds.
    answer : tuple of int or str
        Where the answer is in what comes back, as in `From`; all of it where this is empty.
    packed : tuple of str
        Arguments, as they call them, by which the function is known: others take none of them.
    results : tuple of str
        What all that comes back is called, in order, where that is more than the answer.
    """

    function: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    answer: tuple[int | str, ...] = ()
    packed: tuple[str, ...] = ()
    results: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.function}({', '.join(name.rstrip('=?') for name in self.arguments)})"

    def tells(self, parameter: Parameter) -> bool:
        """Whether an argument is a parameter, or the array that there is only with it."""
        return not {parameter.name, parameter.array}.isdisjoint(self.arguments.values())

    def fits(self, written: Written) -> int:
        """Count the arguments that a function of the name calls alike; 0 where it takes others."""
        theirs = [name.lower() for name in written.parameters]
        ours = [name.rstrip("=") for name in self.arguments if name[-1:] != "?"]
        alike = sum(name.lower() in theirs for name in ours)
        packed = all(name.lower() in theirs for name in self.packed)
        named = {name[:-1].lower() for name in self.arguments if name.endswith("=")}
        taken = written.open_ended or named <= {*theirs}
        enough = written.open_ended or written.required <= len(ours) <= len(theirs)
        return alike if packed and taken and enough and 2 * alike >= len(ours) else 0

    def read(self, step: int) -> Places:
        """Return where the answer is in what a step gives.

        Results may be in a dictionary, by their names. Code that returns the result of a
        forward pass alone, without a cache, or the only gradient that there is, is understood.
        """
        if not self.answer:
            return ()
        name = self.results[index] if self.results and (index := self._index) >= 0 else ""
        spelt = (name, name.lower(), name.upper(), f"{name[:1]}{name[1:].upper()}")
        keyed = (From(step, (each,)) for each in dict.fromkeys(spelt) if each)
        alone = () if self._index > 0 else (From(step),)
        return (From(step, self.answer), *keyed, *alone)

    @property
    def _index(self) -> int:
        first = self.answer[0]
        return first if isinstance(first, int) else -1


@dataclass(frozen=True, slots=True)
class Fit:
    """Fit of code to a dialect.

    Attributes
    ----------
    dialect : Dialect
        As this code speaks it.
    passes : int
        How many passes it has functions for.
    words : int
        How many arguments are called alike.
    told : tuple of str
        What it was known by: ``conv_forward_naive(x, w, b, conv_param)``.
    """

    dialect: Dialect
    passes: int
    words: int
    told: tuple[str, ...] = ()
