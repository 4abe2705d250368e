"""One call of a function on exact values: from numbers to elements and back.

Imported by the worker process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.calls import Reply
from cnncheck.implementations.calling import bad_value, failed
from cnncheck.implementations.exact.coverage import Coverage
from cnncheck.implementations.exact.element_arrays import Elements, as_values
from cnncheck.implementations.exact.field import (
    BITS,
    MOST_DEGREE,
    Element,
    Field,
    Refused,
    Scalar,
    element,
)
from cnncheck.implementations.exact.numpy_like import seen
from cnncheck.implementations.exact.ordered import Ordered, shown, told
from cnncheck.implementations.loaded import Submission
from cnncheck.implementations.stepping import Steps
from cnncheck.outcomes import Outcome
from cnncheck.sandbox.layout import Handed
from cnncheck.submission import tracebacks
from cnncheck.submission.blank import is_blank
from cnncheck.submission.traps import fired

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from cnncheck.calls import Call, Places
    from cnncheck.submission.locating import Layout


class ExactSubmission(Submission):
    """People's code, which sees another NumPy and exact values.

    Parameters
    ----------
    layout : Layout
    prime : int
        Of the field.
    """

    def __init__(self, layout: Layout, prime: int) -> None:
        super().__init__(layout)
        Field.prime = prime
        self._coverage = Coverage()
        self._project.run_changed(seen, self._coverage.noting, self._coverage.names)

    def _done(
        self, asked: Call, functions: Mapping[str, Callable[..., object]]
    ) -> dict[Places, Reply]:
        todo = ExactSteps(asked.steps, functions, asked.results)
        return {asked.read: self._exactly(todo, asked.read)}

    def _exactly(self, todo: ExactSteps, read: Places) -> Reply:
        own, phase = self._project.own, self._project.phase
        Refused.first, phase.refused = None, None
        Ordered.compared.clear()
        self._coverage.start()
        value, caught, evidence = None, None, ""
        try:
            todo()
            value, largest = lowered(todo.answer(read))
            evidence = self._coverage.evidence(largest=largest, compared=shown())
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            caught = error
        asked = str(todo.step)
        if value is None and is_blank(todo.function):
            return Reply(None, Outcome.NOT_WRITTEN, f"{asked} is not written yet")
        if (cause := fired() or phase.cause(caught)) is not None and cause is not Refused.first:
            return failed(cause, asked, own)
        if Refused.first is not None:
            return refused(Refused.first, own)
        bad = bad_value(value, asked, 0.0)
        return bad or Reply(value, evidence=evidence)  # type: ignore[arg-type]


class ExactSteps(Steps):
    """The steps of a call, with elements in place of the numbers that stand for them."""

    def _value(self, value: Any) -> Any:
        return elements(value.array) if isinstance(value, Handed) else super()._value(value)


def elements(array: NDArray[Any]) -> Elements:
    """Return an array of elements, or for signed numbers of values in their order."""
    table = np.empty(array.size, object)
    numbers = array.ravel().tolist()
    table[:] = (
        list(map(Ordered.of, numbers))
        if array.dtype.kind == "i"
        else [Element(number, 1) for number in numbers]
    )
    return as_values(table.reshape(array.shape))


def lowered(value: object) -> tuple[object, list[list[int]]]:
    """Return a result in numbers, and what these are numbers of where it holds what was compared.

    An array of elements becomes one of numbers that hold their degrees above `BITS`.
    """
    if isinstance(value, Scalar):
        return 0.0, []  # a single number, which is said of floats, too
    if not isinstance(value, np.ndarray):
        return value, []
    cells: NDArray[Any] = value.view(np.ndarray)
    if any(isinstance(each, Ordered) for each in cells.flat):
        return told(cells)
    packed = [
        each.value | min(each.degree, MOST_DEGREE) << BITS
        for each in map(element, cells.ravel().tolist())
    ]
    return np.array(packed, np.uint64).reshape(value.shape), []


def refused(why: Refused, own: tracebacks.Own) -> Reply:
    """Say at which line the code left what is exact."""
    return Reply(
        None,
        Outcome.UNSUPPORTED,
        f"{why}{tracebacks.line(why, own)}",
        log=tracebacks.told(why, own),
    )
