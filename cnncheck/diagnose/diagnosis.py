"""Everything that can be said about why one function of one implementation fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.compare.hints import shape_hint, value_hint
from cnncheck.diagnose.alike import shown
from cnncheck.diagnose.amounts import small_errors
from cnncheck.diagnose.axes import misplaced
from cnncheck.diagnose.describing import describe
from cnncheck.diagnose.matching import is_finite
from cnncheck.diagnose.naming import BESIDES, Naming, name_faults
from cnncheck.diagnose.observation import differing, telling
from cnncheck.diagnose.probing import probe
from cnncheck.diagnose.shrinking import Smallest, shrink
from cnncheck.diagnose.surfaces import without_surface
from cnncheck.dialects import LAYERS, NOTEBOOK
from cnncheck.dialects.base import turned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.calls import Reply
    from cnncheck.diagnose.observation import Observation
    from cnncheck.dialects import Dialect
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

MOST_TIES = 3
"""Other names that are mentioned beside the first."""

READABLE = 40
"""Elements up to which an array is written out in one line."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a function fails.

    Attributes
    ----------
    implementation, function : str
    naming : Naming
        The faults that explain everything, their evidence, and their ties; or that none does.
    probed : str
        Where what is read first differs from what should be read, or else what all wrong answers
        look like; empty when the values are explained, or nothing stands out.
    amount : str
        By how little every failing answer is off, or that it only lies otherwise; empty where
        that is much, or explained.
    dialect : Dialect
        In whose words it is told.
    smallest : Smallest, optional
        The smallest problem that fails in the same way, with both answers, and its case.
    """

    implementation: str
    function: str
    naming: Naming
    probed: str = ""
    smallest: Smallest | None = None
    amount: str = ""
    dialect: Dialect = NOTEBOOK

    @property
    def sentence(self) -> str:
        """What is wrong, in one line."""
        if self.naming.known:
            return ", and ".join(named.fault.sentence for named in self.naming.faults)
        return self.amount or self.probed or "no known fault explains every case"

    @property
    def hint(self) -> str:
        """Where to look; empty when the bug has no name."""
        return " ".join(named.fault.hint for named in self.naming.faults)

    @property
    def fault_ids(self) -> tuple[str, ...]:
        """The ids of the faults that together explain everything."""
        return tuple(named.fault.id for named in self.naming.faults)


def diagnose(
    function: str,
    observations: Sequence[Observation],
    ask: Ask,
    *,
    implementation: str = "",
    shrink_seconds: float = 5.0,
    dialect: Dialect = NOTEBOOK,
) -> Diagnosis | None:
    """Name the bug of a function, or probe for it, and shrink what fails.

    Parameters
    ----------
    function : str
    observations : sequence of Observation
        Of one implementation, failing and passing, in the order in which they were asked.
    ask : callable
        Puts a further problem to the implementation.
    implementation : str, optional
        What reports call it.
    shrink_seconds : float, optional
        How long to look for a smaller problem; 0 for not at all.
    dialect : Dialect, optional
        In whose words to tell it.

    Returns
    -------
    Diagnosis or None
        ``None`` when nothing failed.
    """
    seen = [each for each in telling(observations) if each.problem.function == function]
    failing = [each for each in seen if not each.passed]
    if not failing:
        return None
    naming = name_faults(seen, function, ask)
    smallest = None
    if shrink_seconds > 0:
        named = naming.simulated
        name = naming.faults[-1].fault.id.replace("/", "-") if naming.known else function
        smallest = shrink(
            shown(failing, named), ask, named=named, seconds=shrink_seconds, name=name
        )
    wrong = [each for each in map(without_surface, failing) if not each.passed]
    explained = naming.known and naming.rest != BESIDES
    amount = "" if explained or not wrong else misplaced(wrong) or small_errors(wrong)
    probed = ""
    if not (explained or amount):
        probed = describe(naming.seen or seen) or _probed(failing, smallest, ask) or _look(wrong)
    if dialect not in (NOTEBOOK, LAYERS):
        probed = dialect.told(failing[0].problem, probed)
    return Diagnosis(implementation, function, naming, probed, smallest, amount, dialect)


def _probed(failing: Sequence[Observation], smallest: Smallest | None, ask: Ask) -> str:
    """Probe the smallest problem there is; where that shows nothing, one that failed before.

    Where no value comes back there is nothing to probe: the problem itself says all.
    """
    told = smallest if smallest and smallest.reply.value is not None else None
    if told and (found := _probe(told.problem, ask)):
        return found
    computed = [seen for seen in failing if seen.reply.value is not None]
    for seen in sorted(computed, key=lambda seen: seen.problem.nbytes)[:2]:
        if found := _probe(seen.problem, ask):
            shapes = ", ".join(
                f"{_called(seen.problem, name)} {'x'.join(map(str, array.shape))}"
                for name, array in seen.problem.arrays.items()
            )
            return f"{found} ({shapes})"
    return ""


def _probe(problem: Problem, ask: Ask) -> str | None:
    return probe(problem, ask) if is_finite(problem) else None


def _look(wrong: Sequence[Observation]) -> str:
    """Say what wrong answers look like, where all of them look alike."""
    looks = set()
    for seen in wrong:
        value, truth, problem = seen.reply.value, seen.truth, seen.problem
        if value is None or value.dtype.kind not in "fiub":
            return ""
        if value.shape != truth.shape:
            looks.add(shape_hint(value.shape, truth.shape))
            continue
        places = differing(value, truth, seen.allowed)
        looks.add(
            value_hint(
                value, truth, places, finite=is_finite(problem), multiplies=problem.multiplies
            )
        )
    return looks.pop() if len(looks) == 1 else ""


def summary(diagnosis: Diagnosis) -> list[str]:
    """Write a diagnosis as the lines that stand below a failure.

    Parameters
    ----------
    diagnosis : Diagnosis
    """
    naming = diagnosis.naming
    lines = []
    if naming.known:
        lines.append(f"{diagnosis.sentence} ({naming.count})")
        ties = [named.fault.sentence for named in naming.ties]
        if ties:
            others = f", or {len(ties) - MOST_TIES} more" if len(ties) > MOST_TIES else ""
            lines.append("or: " + "; ".join(ties[:MOST_TIES]) + others)
        more = diagnosis.amount or diagnosis.probed
        lines += [f"besides: {more}"] if more else []
    elif diagnosis.amount:
        lines.append(diagnosis.amount)
    else:
        lines.append(f"cause unknown: {diagnosis.sentence}")
    if diagnosis.smallest is not None:
        lines.append(f"smallest: {_smallest(diagnosis.smallest, diagnosis.dialect)}")
    if diagnosis.hint:
        lines.append(f"hint: {diagnosis.hint}")
    return lines


def _smallest(smallest: Smallest, dialect: Dialect) -> str:
    problem = smallest.problem
    parts = [_argument(name, value) for name, value in _arguments(problem, dialect)]
    if smallest.case.dtype != "float64":
        parts.append(smallest.case.dtype)
    if smallest.case.layout != "C":
        parts.append(f"layout {smallest.case.layout}")
    reply = smallest.reply
    if reply.value is None:
        return f"{', '.join(parts)}: {reply.message}"
    order = dialect.order(problem)
    both = turned(reply.value, order), turned(smallest.expected, order)
    got, expected = _told_apart(*both, smallest.problem.dtype.name)
    if reply.outcome.passed:
        return f"{', '.join(parts)}: got {got}, expected {expected}"
    return f"{', '.join(parts)}: {reply.message}; got {got}, expected {expected}"


def _arguments(problem: Problem, dialect: Dialect) -> Iterator[tuple[str, object]]:
    """Yield what a problem is given, in the words and in the order of a dialect."""
    if dialect not in (NOTEBOOK, LAYERS):
        yield from dialect.arguments(problem)
        return
    told = LAYERS.signature(problem.operator, problem.pass_name).arguments
    ours = {theirs.rstrip("=?"): name for theirs, name in told.items()}
    values = LAYERS.call(problem).told.items()
    yield from ((_called(problem, ours[name]), value) for name, value in values)


def _called(problem: Problem, name: str) -> str:
    """Return what an argument is called: an array that has no word of its own as people call it."""
    names = {"X": "input", "W": "filter", "b": "bias"}
    is_array = name in problem.arrays
    return names.get(name, LAYERS.word(problem, name) if is_array else name)


def _argument(shown: str, value: object) -> str:
    if isinstance(value, np.ndarray):
        return f"{shown} {'x'.join(map(str, value.shape))} {_written(value)}"
    if isinstance(value, tuple):
        return f"{shown} {value[0] if value[0] == value[1] else f'{value[0]}x{value[1]}'}"
    return f"{shown} {value}"


def _told_apart(value: Array, truth: Array, dtype: str) -> tuple[str, str]:
    """Write both answers, with what tells them apart where the written values do not."""
    got, expected = _written(value), _written(truth)
    if value.shape != truth.shape:
        return _shaped(value), _shaped(truth)
    if value.dtype.name != dtype:
        return f"{value.dtype.name} {got}", f"{dtype} {expected}"
    return (got, expected) if got != expected else (_written(value, 17), _written(truth, 17))


def _shaped(array: Array) -> str:
    """Write the shape of an array, and the array where it can be read in one line."""
    shape = f"shape {'x'.join(map(str, array.shape)) or '()'}"
    return f"{shape} {_written(array)}" if _is_readable(array) else shape


def _is_readable(array: Array) -> bool:
    return 0 < array.size <= READABLE


def _written(array: Array, digits: int = 9) -> str:
    """Write an array without axes of length 1, or its shape when it is long."""
    if not _is_readable(array):
        return "array of " + "x".join(map(str, array.shape))
    rows = array.reshape([length for length in array.shape if length > 1] or [1])
    return _nested(rows, digits)


def _nested(array: Array, digits: int) -> str:
    if array.ndim == 0:
        return f"{array.item():.{digits}g}"
    return "[" + ", ".join(_nested(row, digits) for row in array) + "]"
