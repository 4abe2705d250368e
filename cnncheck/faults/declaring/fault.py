"""A fault: one realistic way of getting a layer's function wrong."""

from __future__ import annotations

import re
import threading
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from cnncheck.calls import Reply
from cnncheck.dtypes import cast
from cnncheck.faults.declaring import right
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.operators.problem import Array, Problem

    Compute = Callable[[Problem], Array]
    Memory = dict[Any, Any]
    Respond = Callable[[Problem, Array, Memory], Reply]

Kind = Literal["values", "garbage", "rounding", "summing", "precision", "behaviour"]
"""How exactly a fault says what comes out: every value; some of them, the others being left over
from other uses of the memory; every value but for a last digit here and there; how far sums are off
on the average; their precision alone; or what a call does besides."""

FOUR_AXES = re.compile(r"\((\w+, \w+, \w+, \w+)\)")
"""The axes of an array, in what is said of it."""

NARROWLY = "the narrow dtype of the arrays"
"""In the sentence of a fault; where it was seen, the dtype is told by its name."""

GARBAGE = (-7.25e19, 3.5e-11, 1.0)
"""What a planted fault leaves in memory that nobody wrote."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One wrong version of one function. One description serves diagnosis, audit and tests.

    Attributes
    ----------
    id : str
        ``conv-forward/kernel-flipped-h``.
    function : str
        The function that has it.
    sentence : str
        What goes wrong, for the person who wrote it.
    hint : str
        Where to look, without the solution.
    manners : tuple of callable
        Each maps a problem to what such an implementation returns: the same mistake can show in
        several manners, at the edges above all. Masked elements may hold anything. A manner
        raises ValueError or IndexError where the implementation would. Empty for behaviour.
    responds : tuple of callable
        For behaviour, in place of ``manners``: each maps a problem, its right answer and what was
        kept from earlier calls to the reply.
    kind : {"values", "garbage", "rounding", "summing", "precision", "behaviour"}
    equivalent : frozenset of str
        Ids of faults that no problem tells apart from this one.
    bits : int
        For precision, how many binary digits are kept.
    raises : str
        Regular expression for the error that betrays the fault. One without is never named where
        all there is to go by is that calls raise.
    option : str
        The parameter that it is about: where that has its default there is no such fault. Empty
        for none.
    condition : str
        Where alone it shows, in words; empty for everywhere.
    parts : int
        How many bugs it is, each of which people have alone.
    """

    id: str
    function: str
    sentence: str
    hint: str
    manners: tuple[Compute, ...] = ()
    responds: tuple[Respond, ...] = ()
    kind: Kind = "values"
    equivalent: frozenset[str] = frozenset()
    bits: int = 0
    raises: str = ""
    option: str = ""
    condition: str = ""
    parts: int = 1

    def compute(self, problem: Problem, manner: int = 0) -> Array:
        """Return what an implementation with this fault returns, in the problem's dtype.

        Parameters
        ----------
        problem : Problem
            Of the fault's function.
        manner : int, optional
            Which of ``manners``.

        Raises
        ------
        ValueError, IndexError
            Where such an implementation would fail.
        """
        reply = self.reply(problem, {}, manner=manner)
        if reply.value is None:
            raise ValueError(reply.message)
        return reply.value

    def reply(
        self,
        problem: Problem,
        memory: Memory,
        *,
        manner: int = 0,
        correct: Array | None = None,
    ) -> Reply:
        """Return what a call of such an implementation would come back with.

        Parameters
        ----------
        problem : Problem
        memory : dict
            Kept between the calls of one implementation; empty at first.
        manner : int, optional
            Which of ``manners``.
        correct : array, optional
            The problem's right answer in its dtype, where it is known already.
        """
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # there is no mean of no image
            try:
                if self.responds:
                    known = right.answer(problem) if correct is None else correct
                    return self.responds[manner](problem, known, memory)
                value = self.manners[manner](right.wide(problem))
            except (ValueError, IndexError) as error:
                return Reply(None, Outcome.RAISED, f"{self.function} raised {error}")
            if isinstance(value, np.ma.MaskedArray):
                return Reply(cast(value, problem.result_dtype))
            return Reply(np.array(cast(np.asarray(value), problem.result_dtype), order="C"))


@dataclass(frozen=True, slots=True)
class Named:
    """A fault that explains what was seen.

    Attributes
    ----------
    fault : Fault
    manner : int
        Which of its manners.
    matched : int
        Failing cases that it agrees with.
    told : bool
        Whether the fault's sentence is all that there is to say.
    """

    fault: Fault
    manner: int
    matched: int
    told: bool = False

    @property
    def sentence(self) -> str:
        """What goes wrong, and which order of axes is taken for which, where that is it."""
        its = self.fault
        if self.told or not its.manners:
            return its.sentence
        orders = getattr(its.manners[self.manner], "orders", None)
        letters = FOUR_AXES.search(its.sentence) or FOUR_AXES.search(its.hint)
        if not (orders and letters):
            return its.sentence
        return f"{its.sentence}: {orders.told(letters[1].split(', '))}"


class FaultyImplementation:
    """All functions right, except for one planted fault.

    Parameters
    ----------
    fault : Fault
    manner : int, optional
        Which of the fault's manners.
    """

    def __init__(self, fault: Fault, manner: int = 0) -> None:
        self.fault = fault
        self._manner = manner
        self._memory: Memory = {}
        self._calls = threading.Lock()

    @property
    def name(self) -> str:
        """The fault's id."""
        return self.fault.id

    @property
    def isolation(self) -> str:
        """Nothing of anybody's is run."""
        return "none needed: computed by cnncheck"

    def ask(self, problem: Problem, forbid: Sequence[str] = ()) -> Reply:
        """Answer as code with this fault would.

        Parameters
        ----------
        problem : Problem
        forbid : sequence of str, optional
            Without effect.
        """
        if problem.function != self.fault.function:
            return Reply(right.answer(problem))
        with self._calls:
            reply = self.fault.reply(problem, self._memory, manner=self._manner)
        if isinstance(reply.value, np.ma.MaskedArray):
            garbage = cast(np.array(GARBAGE), problem.result_dtype)
            left_over = np.resize(garbage, reply.value.shape)
            return Reply(np.where(np.ma.getmaskarray(reply.value), left_over, reply.value.data))
        return reply

    def close(self) -> None:
        """Forget what was kept between calls."""
        self._memory.clear()
