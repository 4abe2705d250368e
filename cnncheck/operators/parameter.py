"""What an operator can be told beside its arrays, said once: `stride`, `padding`, `filter` ...

From these values follow the fields of a case file and the words that refuse a wrong one, the
writer, reports, options of the command line, and what fuzzing draws. Neither NumPy nor anything
else is imported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Value = bool | float | str | tuple[int, ...] | None
"""What a case holds for a parameter: None where the operator has no such parameter."""

Pairs = tuple[tuple[int, int], ...]

RANKS = (1, 2, 3)
"""Of images: how many spatial axes they may have."""

SPATIAL = "DHW"
"""Letters of the spatial axes, as far as there are any: the last two are H and W."""

LARGEST = 65_536
"""What a number is at most."""

ENTRIES = {
    "N": "image",
    "C": "channel",
    "F": "filter",
    "D": "plane",
    "H": "row",
    "W": "column",
    "L": "column",
    "K": "column",
}
"""What an entry of an axis is called, by the letter of its length: a row for H, as for KH and OH."""

COUNTS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
_LISTED = {1: "a list of one", 2: "a pair of integers", 3: "three integers"}


def spatial_axes(rank: int, prefix: str = "") -> tuple[str, ...]:
    """Return what the lengths of so many spatial axes are called: L; H, W; D, H, W.

    A prefix says whose they are: OH, KW; where there is but one axis the kernel's is just K.
    """
    if rank == 1:
        return ("K" if prefix == "K" else f"{prefix}L",)
    return tuple(f"{prefix}{letter}" for letter in SPATIAL[-rank:])


def counted(entries: Sequence[str]) -> str:
    """Say which integers a list has: ``four integers [N, C, H, W]``."""
    return f"{COUNTS[len(entries)]} integers [{', '.join(entries)}]"


def shape_words(rank: int, first: str = "N", prefix: str = "") -> str:
    """Say what the shape of an array is: ``four integers [N, C, OH, OW]``."""
    return counted((first, "C", *spatial_axes(rank, prefix)))


def entry_words(letters: Sequence[str]) -> tuple[str, ...]:
    """Return what entries along axes are called, by the letters of a shape: N, C, OH, OW."""
    return tuple(ENTRIES[letter.partition("/")[0][-1]] for letter in letters)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that an operator can be told.

    Attributes
    ----------
    name : str
        The field of a case, and the option of the command line.
    kind : {"shape", "per_axis", "taps", "integer", "flag", "count", "choice"}
        The shape of an array; a number for each spatial axis, or one for all of them; such numbers
        of taps; a number; true or false; into how many parts channels are divided; a word.
    help : str
        What it is, without what may be written, which the kind says.
    example : bool, int, str or tuple of int
        A value that a person might write.
    default : bool, int or str, optional
        What holds where nothing is written; without one a case must write it.
    follows : str
        The parameter whose value holds where nothing is written, in place of a default.
    low : int
        The least that a number may be, and the plainest.
    negative : bool
        Whether numbers below that may be written, too.
    words : tuple of str
        Words that stand for numbers, which follow from the shapes.
    paired : bool
        Whether it is written as the second of such pairs, of the parameter that it follows.
    open : bool
        Whether a number may be left open, as null, and is then the length of the input.
    real : bool
        Whether a number need not be whole; it is the nearest one that the case's dtype has.
    entries : tuple of str
        What the numbers of a shape are, or the lengths of a flag's array: F, C, KH, KW. Those with
        a K are one for each spatial axis.
    array : str
        The array whose shape it is, or of a flag the array that there is only with it.
    choices : tuple of str
        The words that there are.
    alike : bool
        Whether most layers have it the same along all axes, where one number says it.
    option : str
        What the command line says of it; the name of the option may say it all.
    rare : bool
        Whether most layers are without it, so that its default is not worth a word.
    of_gradients : bool
        Whether only passes that take a gradient are told of it.
    rank : int
        How many spatial axes there are.
    fields : tuple of str
        The fields of a `relation.Axis` that its number for this axis is.
    """

    name: str
    kind: Literal["shape", "per_axis", "taps", "integer", "flag", "count", "choice"]
    help: str
    example: bool | int | str | tuple[int, ...]
    default: bool | int | str | None = None
    follows: str = ""
    low: int = 1
    entries: tuple[str, ...] = ()
    array: str = ""
    choices: tuple[str, ...] = ()
    alike: bool = False
    option: str = ""
    rare: bool = False
    of_gradients: bool = False
    rank: int = 2
    negative: bool = False
    fields: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    paired: bool = False
    open: bool = False
    real: bool = False

    def at(self, rank: int) -> Parameter:
        """Return the same parameter of an operator with so many spatial axes."""
        if rank == self.rank:
            return self
        fixed = tuple(each for each in self.entries if each[0] != "K")
        spatial = spatial_axes(rank, "K") if len(fixed) < len(self.entries) else ()
        example = self.example
        if isinstance(example, tuple):
            numbers = example[len(fixed) :]
            example = (*example[: len(fixed)], *(numbers[0], *numbers)[-rank:])
        option = f"{self.help}." if self.along_axes else self.option
        return replace(self, rank=rank, entries=(*fixed, *spatial), example=example, option=option)

    @property
    def required(self) -> bool:
        """Whether a case must write it."""
        return self.default is None and not self.follows

    @property
    def along_axes(self) -> bool:
        """Whether it is a number for each spatial axis, or one for all of them."""
        return self.kind in ("per_axis", "taps")

    @property
    def sided(self) -> bool:
        """Whether each number may be a pair: before the image, and behind it."""
        return bool(self.words) and self.pads

    @property
    def pads(self) -> bool:
        """Whether its numbers are pixels around an image."""
        return "before" in self.fields or "after" in self.fields

    @property
    def numeric(self) -> bool:
        """Whether it is a number, or several."""
        return self.kind not in ("flag", "choice")

    @property
    def lowest(self) -> int:
        """The least that a number may be."""
        return -LARGEST if self.negative else self.low

    @property
    def least(self) -> Value:
        """The plainest value: a default word, 1 for every length of a shape, the least number."""
        if not self.numeric:
            return self.default
        return (1,) * len(self.entries) if self.entries else self.low

    @property
    def expected(self) -> str:
        """What may be written, to follow the word "expected"."""
        match self.kind:
            case "shape":
                return counted(self.entries)
            case "per_axis" | "taps":
                numbers = f"an integer or {_LISTED[self.rank]} such as {_flow(self.example)}"
                return f"{numbers}{self._wordily}"
            case "integer" | "count":
                return f"{'a number' if self.real else 'an integer'} such as {self.example}"
            case "flag":
                return "true or false"
            case "choice":
                return f"{', '.join(self.choices[:-1])} or {self.choices[-1]}"

    @property
    def description(self) -> str:
        """A sentence for editors: what it is, and what may be written."""
        match self.kind:
            case "shape":
                shapes = (f"[{', '.join(self.at(rank).entries)}]" for rank in RANKS)
                return f"{self.help}: {' or '.join(shapes)}."
            case "per_axis" | "taps":
                numbers = "one integer, or one an axis such as [vertical, horizontal]"
                return f"{self.help}: {numbers}{self._wordily}."
            case "integer" | "flag" | "count" | "choice":
                return f"{self.help}."

    @property
    def _wordily(self) -> str:
        """Go on with what may be written in place of numbers."""
        if not self.words:
            return ""
        pairs = ", [before, behind] for each axis" if self.sided else ""
        pairs = ", null for the length of the input" if self.open else pairs
        return f"{pairs}, or a word: {', '.join(self.words)}"

    def value(
        self, written: bool | float | str | Sequence[int] | None, rank: int | None = None
    ) -> Value:
        """Return what a case holds, for what was written.

        Parameters
        ----------
        written : bool, int, float, str or sequence of int, optional
            The default where there is none.
        rank : int, optional
            How many spatial axes there are, where not as many as the parameter says.
        """
        given = self.default if written is None else written
        if given is None:
            return None
        if self.along_axes and isinstance(given, int):
            return (given,) * (rank or self.rank)
        if isinstance(given, float):
            return int(given) if given.is_integer() else given
        return given if isinstance(given, int | str) else tuple(given)

    def usual(self, told: Mapping[str, Value], rank: int | None = None) -> Value:
        """Return what holds where nothing is written, beside what is told of others."""
        return told[self.follows] if self.follows else self.value(None, rank)

    def is_uneven(self, value: Value) -> bool:
        """Whether a value is not the same along all axes."""
        return self.along_axes and isinstance(value, tuple) and len(set(value)) > 1

    def shortest(self, value: Value) -> Value:
        """Return the shortest that a person could write for a value: 2 for (2, 2)."""
        if self.along_axes and isinstance(value, tuple) and len(set(value)) == 1:
            return value[0]
        return value


@dataclass(frozen=True, slots=True)
class Command:
    """Defaults of the command that asks about one problem of an operator.

    Attributes
    ----------
    input : tuple of int
    parameters : mapping of str to value
        As a person writes them; others have their defaults.
    seed : int
    epilog : str
        What these are, in a sentence below the options.
    example : str
        Options to copy.
    pictured : bool
        Whether the forward pass makes an image of an image, which can be drawn.
    """

    input: tuple[int, ...]
    parameters: Mapping[str, bool | int | str | tuple[int, ...]]
    seed: int
    epilog: str
    example: str
    pictured: bool = False


def _flow(value: bool | int | str | tuple[int, ...]) -> str:
    return str(list(value)) if isinstance(value, tuple) else str(value)
