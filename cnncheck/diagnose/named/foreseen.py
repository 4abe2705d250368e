"""What every known way of going wrong comes to in the further questions, worked out beforehand.

Those questions are always the same, and most ways of going wrong show in few of them. Which of them
come to one answer is kept in files beside this module, so that one of those is computed for all. No
verdict depends on a file, only how long it takes: a way that it does not have is computed, and what
is named has been computed for everything that was seen.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.questions.further import standing
from cnncheck.faults.catalogue import faults_of
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import Named
from cnncheck.faults.declaring.passes import pass_of
from cnncheck.faults.generated import generated
from cnncheck.operators import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.operators.problem import Array, Problem

FOLDER = Path(__file__).parent / "foreseen_answers"

RIGHT, RAISES, UNKNOWN, UNSURE = 0, 1, -1, 0xFFFF
"""The class of the right answer, of calls that raise, and of what is not foreseen; what a file has for that."""

PARTLY = 0x8000
"""Added to the class of an answer of which not all is known: no other way has it."""

DIGITS = 6
"""Decimal places that tell answers apart: the numbers in them are integers, or means of such."""

OFFSET = 0.3183098861
"""Added before digits are cut off, so that hardly a quotient lies where rounding decides."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Which ways of going wrong come to the same answers.

    Attributes
    ----------
    problems : mapping of str to int
        Rows of `classes` and `answers`, by what tells problems apart.
    ways : mapping of str to int
        Columns of `classes`, by what tells ways apart.
    classes : (problems, ways) uint16
        Those of one number in a row come to the same.
    answers : (problems, classes) uint16
        A few digits of what they come to; of its shape, where not all of it is known.
    """

    problems: Mapping[str, int]
    ways: Mapping[str, int]
    classes: Array
    answers: Array

    def row(self, problem: Problem) -> int:
        """Return the row of a problem; `UNKNOWN` for none."""
        return self.problems.get(_told_apart(problem), UNKNOWN)

    def of(self, row: list[int], ways: Sequence[Named]) -> Array:
        """Return the classes of ways in the problems of some rows."""
        columns = np.array([self.ways.get(_name(way), UNKNOWN) for way in ways], int)
        found = self.classes[row][:, columns].astype(int)
        return np.where((columns == UNKNOWN) | (found == UNSURE), UNKNOWN, found)

    def may_be(self, row: int, classes: Array, value: Array | None) -> Array:
        """Return which classes in a row may have come to an answer, of those of which not all is known."""
        partly = classes >= PARTLY
        if value is None:
            return np.zeros_like(partly)
        digits = self.answers[row][np.where(partly, classes - PARTLY, 0)]
        return np.asarray(partly & (digits == _shortened(_shape_of(value))))

    def alike(self, row: int, value: Array) -> list[int]:
        """Return the classes that may have come to an answer."""
        found: list[int] = np.flatnonzero(self.answers[row] == _digits(value)).tolist()
        return found


def ways_of(faults: Iterable[Fault]) -> Iterator[Named]:
    """Yield every manner of those faults that say each value."""
    for fault in faults:
        if fault.kind == "values":
            yield from (Named(fault, manner, 0) for manner in range(len(fault.manners)))


@cache
def foreseen(function: str) -> Foreseen | None:
    """Return what is foreseen of a function; ``None`` where nothing is.

    Parameters
    ----------
    function : str
    """
    path = FOLDER / f"{function}.npz"
    if not path.is_file():
        return None
    with np.load(path) as kept:
        problems, ways = (
            {name: number for number, name in enumerate(bytes(kept[part]).decode().split("\n"))}
            for part in ("problems", "ways")
        )
        return Foreseen(problems, ways, kept["classes"], kept["answers"])


def work_out(function: str, every: int = 1) -> Foreseen:
    """Compute what is foreseen of a function.

    Parameters
    ----------
    function : str
    every : int, optional
        Only each such way, to see whether what is kept still holds.
    """
    operator, pass_name = pass_of(function)
    asked: dict[str, Problem] = {}
    for padded in (False, True):
        for problem in standing(operator.name, pass_name, padded=padded):
            asked.setdefault(_told_apart(problem), problem)
    ways = [*ways_of([*faults_of(function), *generated(function)])]
    named = Counter(map(_name, ways))  # what has the name of another is computed
    ways = [way for way in ways if named[_name(way)] == 1][::every]
    found = [_classes(problem, ways) for problem in asked.values()]
    answers = np.zeros((len(found), max(len(each) for _, each in found)), np.uint16)
    for row, (_, digits) in enumerate(found):
        answers[row, : len(digits)] = digits
    classes = np.array([each for each, _ in found], np.uint16)
    return Foreseen(_numbered(asked), _numbered(map(_name, ways)), classes, answers)


def keep(function: str) -> None:
    """Write what is foreseen of a function beside this module."""
    its = work_out(function)
    problems, ways = (
        np.frombuffer("\n".join(names).encode(), np.uint8) for names in (its.problems, its.ways)
    )
    FOLDER.mkdir(exist_ok=True)
    np.savez_compressed(
        FOLDER / f"{function}.npz",
        problems=problems,
        ways=ways,
        classes=its.classes,
        answers=its.answers,
    )


def foreseeable() -> list[str]:
    """Return the functions of images, whose answers are kept; those of other ranks are rarer."""
    functions = (each for each in FUNCTIONS if generated(each))
    return [each for each in functions if pass_of(each)[0].rank == 2]


def _classes(problem: Problem, ways: Sequence[Named]) -> tuple[list[int], list[int]]:
    """Return the classes of ways, and the digits of each class."""
    numbers = {_written(right.answer(problem)): RIGHT, b"": RAISES}
    shortened = [_shortened(each) for each in numbers]
    classes = []
    for way in ways:
        value = way.fault.reply(problem, {}, manner=way.manner).value
        if isinstance(value, np.ma.MaskedArray):
            classes.append(PARTLY + len(shortened))
            shortened.append(_shortened(_shape_of(value)))
        elif _is_tiny(value):
            classes.append(UNSURE)
        else:
            classes.append(numbers.setdefault(written := _written(value), len(shortened)))
            if classes[-1] == len(shortened):
                shortened.append(_shortened(written))
    return classes, shortened


def _is_tiny(value: Array | None) -> bool:
    """Whether digits are cut off that tell it from another answer."""
    return value is not None and bool(((value != 0) & (np.abs(value) < 10.0**-DIGITS)).any())


def _shape_of(value: Array) -> bytes:
    return f"shape {value.shape}".encode()


def _digits(value: Array | None) -> int:
    return _shortened(_written(value))


def _shortened(written: bytes) -> int:
    return int.from_bytes(blake2b(written, digest_size=2).digest(), "little")


def _written(value: Array | None) -> bytes:
    """Return what tells an answer apart, however it was rounded; nothing where there is none."""
    if value is None:
        return b""
    shape, numbers = value.shape, value.reshape(-1)
    if np.iscomplexobj(value):  # of a Fourier transform, perhaps; of as many axes as there can be
        shape, numbers = (*shape, 2), np.stack((numbers.real, numbers.imag), axis=-1)
    if not value.size:  # beside a length of 0 others may be too large for any array of results
        return repr(shape).encode()
    with np.errstate(all="ignore"):
        shifted = np.floor(numbers * np.float64(10**DIGITS) + OFFSET) + 0.0
    return repr(shape).encode() + np.where(np.isnan(shifted), np.nan, shifted).tobytes()


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def _name(way: Named) -> str:
    return f"{way.fault.id.partition('/')[2]}:{way.manner}"


def _told_apart(problem: Problem) -> str:
    told = blake2b(f"{problem.pass_name} {problem.dtype}".encode(), digest_size=6)
    for name, value in problem.arguments.items():
        if isinstance(value, np.ndarray):
            told.update(f"{name} {value.shape}".encode() + value.tobytes())
        else:
            told.update(f"{name} {value}".encode())
    return told.hexdigest()
