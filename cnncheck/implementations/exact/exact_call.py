"""One call of a function on exact values: from numbers to elements and back.

Imported by the worker process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.calls import Known, Reply
from cnncheck.implementations.calling import bad_value, failed
from cnncheck.implementations.exact.coverage import FLOAT, Coverage
from cnncheck.implementations.exact.element_arrays import Elements, as_float, as_values
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


FLOATS_ONLY = "does with a value what can be done with floats alone"
INTERNAL = ("Element", "Constant", "Ordered", "dtype('O')", "object array")
"""What errors call values; nobody who wrote ``np.interp`` has heard of them."""


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
        names = {**self._coverage.names, FLOAT: as_float}
        self._project.run_changed(seen, self._coverage.noting, names)

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
        cause = fired() or phase.cause(caught)
        if cause is not None and not isinstance(cause, Refused):
            return (
                refused(cause, own, FLOATS_ONLY)
                if _is_about_values(cause)
                else failed(cause, asked, own)
            )
        if Refused.first is not None:
            return refused(Refused.first, own)
        bad = bad_value(value, asked, 0.0)
        return bad or Reply(value, evidence=evidence)  # type: ignore[arg-type]


class ExactSteps(Steps):
    """The steps of a call, with elements in place of the numbers that stand for them.

    A function that is handed over, an activation, changes nothing here; that it is applied is seen
    when the same is asked of numbers.
    """

    def _value(self, value: Any) -> Any:
        if isinstance(value, Known):
            return np.positive
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


def _is_about_values(error: BaseException) -> bool:
    """Whether Python or NumPy says of values in the code's place that they are no floats."""
    if not isinstance(error, (AttributeError, TypeError)):
        return False
    return any(name in str(error) for name in INTERNAL)


def refused(why: BaseException, own: tracebacks.Own, said: str = "") -> Reply:
    """Say at which line the code left what is exact, in other words than the error's if need be."""
    return Reply(
        None,
        Outcome.UNSUPPORTED,
        f"{said or why}{tracebacks.line(why, own)}",
        log=tracebacks.told(why, own),
    )
