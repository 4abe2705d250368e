"""What is said about one pass of one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cnncheck.operators.problem import Array
    from cnncheck.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Worst:
    """The element that is furthest beyond, or closest to, what is allowed.

    Where the code's author has the axes in another order, `order` says which.
    """

    index: tuple[int, ...]
    got: float
    expected: float
    allowed: float
    order: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """Distance of two arrays of one shape.

    Attributes
    ----------
    squared_error : float
        sum((a - r)**2), over the elements that are finite on both sides.
    max_abs, max_rel : float
        Largest |a - r|, and largest |a - r| / |r| where r is not 0.
    of_bound : float
        Largest |a - r| / allowed: at most 1 when all is well; 0 where both are equal, and
        infinite where no difference is allowed and there is one.
    mismatched, size : int
        Elements beyond what is allowed, and all elements.
    worst : Worst, optional
        ``None`` when the arrays are equal throughout, or empty.
    """

    squared_error: float
    max_abs: float
    max_rel: float
    of_bound: float
    mismatched: int
    size: int
    worst: Worst | None


@dataclass(frozen=True, slots=True)
class Summary:
    """Summary of an array, so that a report need not hold it."""

    shape: tuple[int, ...]
    dtype: str
    sum: float
    mean: float


@dataclass(frozen=True, slots=True)
class SliceFact:
    """A corner of the result that the case names, as both sides computed it."""

    text: str
    implementation: object
    reference: object
    expected: object


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The arrays behind a failure, kept only while they are small."""

    got: Array
    expected: Array
    allowed: Array
    arguments: dict[str, Array]

    @property
    def nbytes(self) -> int:
        """Bytes of all of them."""
        arrays = (self.got, self.expected, self.allowed, *self.arguments.values())
        return sum(each.nbytes for each in arrays)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Verdict on one pass of one case, over all its draws.

    Attributes
    ----------
    outcome : Outcome
    message : str
        Empty for a pass; else what is wrong in one sentence.
    hint : str
        What probably to look at; may be empty.
    lane : str
        ``exact``, ``real``, or the overridden tolerance in words.
    draw : int
        Which of the case's draws the figures are of: the first that failed, else the worst.
    figures : Figures, optional
        ``None`` when there was nothing of the right shape to compare.
    yardstick : Figures, optional
        The same for PyTorch in the case's own dtype, when it was asked for.
    inputs : mapping of str to shape
    implementation : Summary, optional
        Of the first draw.
    reference : Summary, optional
        Of the first draw.
    slices : tuple of SliceFact
        Of the first draw, where the case expects some.
    sums : str
        What random sums were compared in place of elements: ``64 filters``; else empty.
    power : float, optional
        Share of single lost products that the comparison would have noticed, of a pass that
        allows differences; ``None`` where every loss would show.
    log2_miss : float, optional
        Of a pass in the exact lane, log2 of how likely a wrong coefficient would have passed all
        draws, if the result is linear in each array that it multiplies.
    log : str
        What the implementation printed or raised.
    seconds : float
        Wall time of the implementation's calls together.
    evidence : Evidence, optional
    """

    outcome: Outcome
    lane: str
    message: str = ""
    hint: str = ""
    draw: int = 0
    figures: Figures | None = None
    yardstick: Figures | None = None
    inputs: tuple[tuple[str, tuple[int, ...]], ...] = ()
    implementation: Summary | None = None
    reference: Summary | None = None
    slices: tuple[SliceFact, ...] = ()
    sums: str = ""
    power: float | None = None
    log2_miss: float | None = None
    log: str = ""
    seconds: float = 0.0
    reference_seconds: float = 0.0
    evidence: Evidence | None = None
