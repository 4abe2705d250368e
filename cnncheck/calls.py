"""Calls of code under test, and its replies: all that whoever runs the code sees and says.

A call may need others before it: a backward pass the cache of its forward pass, a method an object.
What earlier ones gave never leaves the process that runs the code: it is only spoken of. The worker
imports this, so that it imports next to nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    Given: TypeAlias = (
        "NDArray[Any] | tuple[Given, ...] | list[Given] | dict[str, Given] | From | Known | str "
        "| float | bool | None"
    )
    """What a function can be handed: what the worker's frames carry."""

CHANGED_LATER = "changed what it returned the time before"
"""What is said of a call that did, behind its words."""


@dataclass(frozen=True, slots=True)
class From:
    """What an earlier step gave, or something in it.

    Attributes
    ----------
    step : int
        Which of the call's steps, from 0.
    path : tuple of int or str
        An index of a tuple, ``.name`` of an attribute, ``.name()`` for what a method returns, or the
        key of a dictionary, one in the other.
    """

    step: int
    path: tuple[int | str, ...] = ()


@dataclass(frozen=True, slots=True)
class Known:
    """A function of NumPy's that is handed over: an activation is `negative`."""

    name: str


Places: TypeAlias = tuple[From, ...]
"""Where an answer may be, in turn; what the last step gives where this is empty."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """A function or a class that is called, a method of an earlier result, or attributes of it.

    Attributes
    ----------
    function : str
        By what operators call it. Where a step is `of` something, it is only what that belongs to.
    arguments : mapping of str to value
        By the names of the signature, in its order. They are handed over by position, and those
        whose names end in ``=`` by keyword. Names of an attribute are tried in turn: ``W|weight``.
    shown : str
        What its author calls it: ``conv_forward_naive``, ``Convolution.backward``.
    of : From, optional
        The object whose method it is.
    method : str
        Its name; empty where attributes are set.
    """

    function: str
    arguments: Mapping[str, Given]
    shown: str = ""
    of: From | None = None
    method: str = ""

    def __str__(self) -> str:
        names = ", ".join(name.rstrip("=") for name in self.arguments)
        return f"{self.shown or self.function}({names})"


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Call:
    """A call of code under test.

    Attributes
    ----------
    function, arguments, shown
        As of its last `Step`, which it is itself.
    nbytes : int
        Bytes of the arrays and of the right answer together.
    hidden : bool
        Whether its inputs stay with the case's author.
    before : tuple of Step
        What is done first.
    of, method
        As of a `Step`.
    read : tuple of From
        Where the answer may be, in turn; what the last step gives where nothing is said.
    results : tuple of str
        What all that the last step gives is called, in order, where that is more than one thing.
    also : tuple of tuple of From
        Where the answers of other passes are, which the same steps give.
    instead : (str, int), optional
        A function of the code that a right one stands in for, which puts zeros around the axes from
        that number on.
    """

    function: str
    arguments: Mapping[str, Given]
    nbytes: int = 0
    hidden: bool = False
    before: tuple[Step, ...] = ()
    shown: str = ""
    of: From | None = None
    method: str = ""
    read: Places = ()
    results: tuple[str, ...] = ()
    also: tuple[Places, ...] = ()
    instead: tuple[str, int] | None = None

    @property
    def steps(self) -> tuple[Step, ...]:
        """All that is done, in order."""
        last = Step(self.function, self.arguments, self.shown, self.of, self.method)
        return (*self.before, last)

    @property
    def functions(self) -> tuple[str, ...]:
        """Functions that have to be loaded, its own first."""
        if not self.before:
            return (self.function,)
        return tuple(dict.fromkeys([self.function, *(each.function for each in self.before)]))

    @property
    def told(self) -> dict[str, Given]:
        """The arguments by their bare names."""
        return {name.rstrip("="): value for name, value in self.arguments.items()}

    def __str__(self) -> str:
        return str(self.steps[-1])


@dataclass(frozen=True, slots=True, eq=False)
class Reply:
    """What came back from one call of the code under test.

    Attributes
    ----------
    value : array, optional
        The result, when there is one to compare: a plain numeric ndarray of any shape and dtype
        that shares no memory with the inputs. ``None`` exactly when `outcome` is not ``PASSED``,
        except that a mutated input or an aliased output still carries its value.
    outcome : Outcome
        ``PASSED`` when the call itself went well; the values are judged elsewhere.
    message : str
        For every other outcome, what happened, in one sentence that a student understands.
    hint : str
        What to look at; may be empty.
    log : str
        What the call printed, and the traceback that points into the person's own code.
    seconds : float
        Wall time of the call; of a worker process by our clock, with the way there and back.
    words : mapping of str to str
        What the code's author calls the problem's arguments, by what problems call them.
    called : str
        What the code's author calls the value and the function, where that is not the usual one.
    order : tuple of int
        Of the axes of the value, as the author has them; empty for the usual one.
    axes : mapping of str to tuple of int
        The same of the problem's arrays, by what problems call them.
    evidence : str
        What the worker noted of how the answer came about, as JSON; perhaps written by hostile code.
    """

    value: NDArray[Any] | None
    outcome: Outcome = Outcome.PASSED
    message: str = ""
    hint: str = ""
    log: str = ""
    seconds: float = 0.0
    words: Mapping[str, str] = field(default_factory=dict)
    called: str = ""
    order: tuple[int, ...] = ()
    axes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    evidence: str = ""
