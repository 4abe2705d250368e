"""Questions about what picks the largest, on values without an order and on values in some."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.operators import OPERATORS
from cnncheck.prove.picking import (
    Compared,
    in_order,
    largest_of,
    members,
    orders,
    without_order,
)
from cnncheck.prove.points import blank_problem, key_of, right_answer, values_of, with_values
from cnncheck.prove.result import Status, Told
from cnncheck.references.definition import DefinitionReference
from cnncheck.sandbox.packing import LONGEST_TEXT
from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from cnncheck.calls import Reply
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array, Problem
    from cnncheck.prove.asking import Asked
    from cnncheck.prove.coverage import Covered

    Found = tuple[Status, str]

ORDERS = 16
"""Random orders for each shape of a case."""

ORDERS_PROPOSED = 3
"""The same for each shape that is proposed."""

UNSETTLED = "has several right answers"
UNCLEAR = "answers rightly, but not for what it compared"


class Picking:
    """Code that picks the largest, as it is asked.

    Parameters
    ----------
    asked : Asked
    covered : Covered
        What calls come to is added.
    """

    def __init__(self, asked: Asked, covered: Covered) -> None:
        self._asked = asked
        self._covered = covered

    def told(self, case: Case, *, proposed: bool = False) -> Told:
        """Ask about one shape, without an order if that will do, and else in many."""
        (pass_name,) = case.passes
        problem, reply = self._ask(case, without_order(case.input))
        found = self._without_order(problem, reply)
        if found is not None:
            return Told(case, pass_name, *found, proposed)
        count = 0
        most = ORDERS_PROPOSED if proposed else ORDERS
        for order in orders(case, most, f"{self._asked.chance.seed} {key_of(case)}"):
            status, message = self.in_order(case, order, above=bool(count % 2))
            if status is Status.NOT_ASKED and message == UNSETTLED:
                continue
            if status is not Status.PROVED:
                return Told(case, pass_name, status, message, proposed)
            count += 1
        status = Status.PROVED if count else Status.NOT_ASKED
        return Told(case, pass_name, status, "", proposed, orders=count)

    def in_order(self, case: Case, order: Array, *, above: bool) -> Found:
        """Say whether the answer is right in one order, and so in all that compare alike."""
        status, message, doubt = self._once(case, order, above=above)
        if status is not Status.PROVED or doubt is None:
            return status, message
        status, message, _ = self._once(case, doubt, above=above)
        if message == UNSETTLED:  # the other answer is as right
            return Status.PROVED, ""
        return (Status.REFUSED, UNCLEAR) if status is Status.PROVED else (status, message)

    def wrong_order(self, case: Case, count: int) -> tuple[Array, bool] | None:
        """Return an order in which the answer is wrong, and whether it is above all numbers."""
        tried = orders(case, count, f"{self._asked.chance.seed} {key_of(case)}")
        for number, order in enumerate(tried):
            above = bool(number % 2)
            status, _, doubt = self._once(case, order, above=above)
            if status is Status.PROVED and doubt is not None:
                order = doubt  # noqa: PLW2901 - the same comparisons, and another right answer
                status, *_ = self._once(case, order, above=above)
            if status is Status.WRONG:
                return order, above
        return None

    def _ask(self, case: Case, X: Array) -> tuple[Problem, Reply]:
        """Ask about X in some order, or none, and a gradient of field elements."""
        draw = self._asked.chance.values(str(key_of(case)))
        arrays = blank_problem(case).arrays
        given = {name: X if name == "X" else draw(array.shape) for name, array in arrays.items()}
        problem = self._asked.dialect.asked(with_values(blank_problem(case), given))
        reply = self._asked.exact.ask(problem)
        self._covered.add(reply.evidence)
        return problem, reply

    def _without_order(self, problem: Problem, reply: Reply) -> Found | None:
        """Judge a call that compared nothing; of one that would have, return nothing."""
        picks = OPERATORS[problem.operator].passes[problem.pass_name].picks
        if reply.value is None:
            unsaid = self._asked.unanswered(reply)
            return None if unsaid[0] is Status.REFUSED else unsaid
        if picks or reply.value.dtype != np.int64:
            return None
        if (found := _shape(problem, reply.value)) is not None:
            return found
        largest = largest_of(reply.evidence)
        if int(reply.value.max(initial=-1)) >= len(largest):
            return None
        wrong = sum(
            set(largest[int(reply.value[at])]) != set(pixels)
            for at, pixels in members(problem, problem.out_shape)
        )
        return None if wrong else (Status.PROVED, "")  # what is wrong shows in some order

    def _once(self, case: Case, order: Array, *, above: bool) -> tuple[Status, str, Array | None]:
        """Ask in one order; return besides an order that compares alike and has another answer."""
        floats = with_values(blank_problem(case), {"X": order.astype(np.float64)})
        if self._asked.dialect.unsettled(floats):
            return Status.NOT_ASKED, UNSETTLED, None
        problem, reply = self._ask(case, in_order(order, above=above))
        if reply.value is None:
            return *self._asked.unanswered(reply), None
        if (found := _shape(problem, reply.value)) is not None:
            return *found, None
        if len(reply.evidence.encode()) >= LONGEST_TEXT:
            return (
                Status.REFUSED,
                "compares too much to be followed: ask about a smaller shape",
                None,
            )
        compared = Compared.read(reply.evidence)
        if problem.picks:
            return self._backward(problem, reply.value, order, compared)
        return _forward(problem, reply, order, compared)

    def _backward(
        self, problem: Problem, value: Array, order: Array, compared: Compared
    ) -> tuple[Status, str, Array | None]:
        right = right_answer(with_values(problem, {"X": order}), self._asked.chance.prime)
        wrong = values_of(value.astype(np.uint64)) != right
        if wrong.any():
            return Status.WRONG, f"{wrong.sum()} of {wrong.size} elements are wrong", None
        ranks = order.ravel()
        for _, pixels in members(problem, problem.arrays[problem.linear[0]].shape):
            winner = max(pixels, key=lambda place: (ranks[place], -place))
            smaller = compared.reached(winner)
            for place in pixels:
                if place not in smaller:
                    return Status.PROVED, "", _raised(order, compared, place)
                if place < winner and not smaller[place]:
                    alike = order.copy()
                    alike.ravel()[place] = ranks[winner]
                    return Status.PROVED, "", alike
        return Status.PROVED, "", None


def _forward(
    problem: Problem, reply: Reply, order: Array, compared: Compared
) -> tuple[Status, str, Array | None]:
    floats = with_values(problem, {"X": order.astype(np.float64)})
    right = DefinitionReference().answer(floats).value
    value, largest, ranks = reply.value, largest_of(reply.evidence), order.ravel()
    assert value is not None
    own = value.dtype != np.int64
    wrong, doubt = 0, None
    for at, pixels in members(problem, problem.out_shape):
        number = len(largest) if own else int(value[at])
        places = largest[number] if number < len(largest) else []
        if len(places) != 1 or ranks[places[0]] != right[at]:
            wrong += 1
            continue
        smaller = compared.reached(places[0])
        missing = next((place for place in pixels if place not in smaller), None)
        if missing is not None and doubt is None:
            doubt = _raised(order, compared, missing)
    if wrong:
        return Status.WRONG, f"{wrong} of {right.size} elements are wrong", None
    return Status.PROVED, "", doubt


def _raised(order: Array, compared: Compared, place: int) -> Array:
    """Return the order with a value, and all that cannot be smaller, above all others."""
    raised = order.copy()
    ranks = raised.ravel()
    for other in range(ranks.size):
        if place in compared.reached(other):
            ranks[other] += order.max() + 1
    return raised


def _shape(problem: Problem, value: Array) -> tuple[Status, str] | None:
    if value.shape == problem.out_shape:
        return None
    got, right = (as_shape(each) for each in (value.shape, problem.out_shape))
    return Status.WRONG, f"the result has shape {got}, expected {right}"
