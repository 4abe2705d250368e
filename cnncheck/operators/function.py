"""What a pass of an operator is: its name, the arrays that it is told, and what it does with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """One pass of an operator.

    Attributes
    ----------
    name : str
        What the function under test is called.
    arrays : tuple of str
        The arrays that it is told.
    linear : tuple of str
        Those in which the result is linear. Of two, elements are multiplied.
    added : tuple of str
        Those of whose elements one is added to each sum, where there are any.
    gradient : str
        The array with the gradient of the output; empty for the forward pass.
    picks : bool
        Whether each gradient goes to one pixel of its window, the largest.
    result : str
        What the result is called; empty for ``out``, or for a gradient ``dX``.
    axes : int
        How many axes the result has; 0 where it has those of X.
    option : str
        The flag with which alone there is such a pass; empty where there always is.
    constant : str
        The parameter that elements of the result may be, whatever the arrays hold.
    """

    name: str
    arrays: tuple[str, ...]
    linear: tuple[str, ...] = ()
    gradient: str = ""
    picks: bool = False
    added: tuple[str, ...] = ()
    result: str = ""
    axes: int = 0
    option: str = ""
    constant: str = ""
