"""What a reference says: the right answer, and how large its terms were."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array, Problem


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """The answer that is believed.

    Attributes
    ----------
    value : float64 array
        The right answer to the problem's own inputs, of the problem's ``out_shape``.
    magnitude : float64 array, optional
        The same sums over absolute values, conv(abs(X), abs(W)), of the same shape: the scale of
        each element's rounding error. ``None`` where nothing is rounded. Non-finite inputs count
        as 0 in it.
    norm : float
        The product of the Euclidean norms of the two factors, and the norms of what is added, the scale of the error of
        algorithms that mix distant elements; 0 where nothing is rounded.
    seconds : float
        Wall time of the answer itself, without the magnitude.
    confirmed : bool
        Whether the definition is known to have given the very same.
    """

    value: Array
    magnitude: Array | None = None
    norm: float = 0.0
    seconds: float = 0.0
    confirmed: bool = False


class Reference(Protocol):
    """Something that is believed."""

    @property
    def name(self) -> str:
        """What reports call it: ``torch 2.13.0``."""

    def answer(self, problem: Problem) -> Truth:
        """Answer in float64.

        Raises
        ------
        ReferenceFailedError
            When the reference itself cannot.
        """

    def yardstick(self, problem: Problem) -> Array | None:
        """Answer in the problem's own dtype: what a careful library makes of the same inputs."""


class PromisedAnswer(Protocol):
    """An answer that a reference owes, or has given already: a future is one."""

    def result(self) -> Any:
        """Return it, waiting for it where it is not there yet."""

    def done(self) -> bool:
        """Whether there is nothing to wait for."""


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """An answer that is there: to make a future of it takes as long as to look it up."""

    answer: Any

    def result(self) -> Any:
        """Return it."""
        return self.answer

    def done(self) -> bool:
        """Return True."""
        return True


@runtime_checkable
class AsksAhead(Protocol):
    """A reference that can be sent questions long before their answers are needed.

    Attributes
    ----------
    stored : int
        How many answers so far are from earlier.
    """

    stored: int

    def submit(self, problem: Problem, method: str = "answer") -> PromisedAnswer:
        """Send a question to ``answer`` or ``yardstick`` and return the promise of its answer.

        Of ``confirmed`` it is a pair: the answer and a second opinion (see `opinion`).
        """
