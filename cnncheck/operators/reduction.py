"""What an operator makes of the pixels that a window reads, beside adding them up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reduction:
    """What is made of a window.

    Attributes
    ----------
    ties : str
        Which of equal maxima gets the gradient.
    count_padding : bool
        Whether pixels of the padding count in an average.
    divisor : int
        What sums are divided by in place of a number of pixels; 0 for that.
    outside : float
        What is read where no pixel is.
    more : tuple of int
        What a transposed layer's output is longer at its end, along each axis.
    """

    ties: str = "first"
    count_padding: bool = True
    divisor: int = 0
    outside: float = 0.0
    more: tuple[int, ...] = ()
