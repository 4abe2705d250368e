"""What was measured: plain values, ready to be rendered and compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from cnncheck.bench.statistics import geometric_mean, median_and_error, quartiles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.bench.work import Work
    from cnncheck.outcomes import Outcome


@dataclass(frozen=True)
class Timing:
    """One side's time for one call, sampled again and again.

    Attributes
    ----------
    samples : tuple of float
        Seconds for one call, at least one sample, in the order taken.
    calls : int
        Calls that each sample is the mean of.
    peak : int, optional
        Bytes by which resident memory grew at most during one call: the result and what was
        needed beside it. ``None`` where it was not measured.
    """

    samples: tuple[float, ...]
    calls: int = 1
    peak: int | None = None

    @cached_property
    def quartiles(self) -> tuple[float, float, float]:
        """Lower quartile, median, upper quartile, in seconds."""
        return quartiles(self.samples)

    @property
    def median(self) -> float:
        """The median, in seconds."""
        return self.quartiles[1]

    @cached_property
    def error(self) -> float:
        """Relative standard error of the median."""
        return median_and_error(self.samples)[1]

    def beside(self, result: int) -> int | None:
        """Bytes that were needed beside a result of so many."""
        return None if self.peak is None else max(self.peak - result, 0)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was checked of a side while it was timed.

    Attributes
    ----------
    results : int
        How many, all of them right.
    sums : str
        What random sums were compared of, ``64 filters``; empty where elements were.
    of_bound : float
        The largest difference as a share of what was allowed.
    """

    results: int
    sums: str
    of_bound: float


@dataclass(frozen=True)
class Measurement:
    """One pass of one case: the implementation beside one peer.

    Attributes
    ----------
    id : str
        The case's id, ``file.yaml::name[variant]``.
    name : str
        The case's name without its variant.
    threads : int
        Of either side.
    peer : str
        The word after ``--peer``.
    ours, theirs : Timing
        ``theirs`` is ``None`` where the peer does not have the pass, and ``why_alone`` says so.
        The sides were asked in turn: samples of equal index belong together.
    peak_flops : float
        Multiplications and additions a second of a large matrix product in the same dtype and with
        as many threads.
    verified : Verified, optional
        Of ours, where that was asked for.
    """

    id: str
    name: str
    operator: str
    pass_name: str
    dtype: str
    threads: int
    peer: str
    work: Work
    ours: Timing
    theirs: Timing | None
    peak_flops: float
    why_alone: str = ""
    verified: Verified | None = None

    @cached_property
    def ratios(self) -> tuple[float, ...]:
        """Ours / theirs, turn by turn; below 1 the implementation is the faster one."""
        if self.theirs is None:
            return ()
        pairs = zip(self.ours.samples, self.theirs.samples, strict=True)
        return tuple(ours / theirs for ours, theirs in pairs)

    @cached_property
    def ratio(self) -> float | None:
        """The median ratio."""
        return median_and_error(self.ratios)[0] if self.ratios else None

    @cached_property
    def ratio_error(self) -> float:
        """Relative standard error of the median ratio; of our own median without a peer."""
        return median_and_error(self.ratios)[1] if self.ratios else self.ours.error

    @property
    def flops(self) -> float:
        """Multiplications and additions a second, at the median; 0 where nothing is multiplied."""
        return self.work.flops / self.ours.median

    @property
    def of_peak(self) -> float | None:
        """The share of the matrix product's speed; above 1 with an algorithm that saves work."""
        return self.flops / self.peak_flops if self.work.flops else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that was not timed because its result is wrong, or there is none."""

    id: str
    pass_name: str
    side: str
    outcome: Outcome
    message: str
    is_peer: bool = False

    @property
    def blames_the_tool(self) -> bool:
        """Whether it is nobody's fault whose code was to be timed."""
        return self.is_peer or self.outcome.blames_the_tool


@dataclass(frozen=True, slots=True)
class Group:
    """Ratios of one operator and pass, dtype, number of threads and peer, taken together."""

    operator: str
    pass_name: str
    dtype: str
    threads: int
    peer: str
    mean: float
    worst: float
    count: int


@dataclass(frozen=True, slots=True)
class Machine:
    """The machine that measured.

    Attributes
    ----------
    load : tuple of float
        The load average over a minute, before and after; empty where the system has none.
    versions : mapping of str to str
        Of Python, cnncheck and the libraries that took part.
    blas : str
        The linear algebra library behind NumPy.
    bandwidth : mapping of int to float
        Threads to the bytes a second that a copy of a large array reads and writes.
    """

    cpu: str
    cores: int
    platform: str
    blas: str
    versions: Mapping[str, str]
    load: tuple[float, ...] = ()
    bandwidth: Mapping[int, float] = field(default_factory=dict)

    @property
    def busy(self) -> bool:
        """Whether other work was probably going on when it began."""
        return bool(self.load) and self.load[0] > BUSY * self.cores


BUSY = 0.25
"""Load average over the number of cores from which timings are doubtful."""


@dataclass(frozen=True, slots=True)
class BenchReport:
    """A whole benchmark.

    Attributes
    ----------
    implementation : str
        What reports call the implementation.
    isolation : str
        How its code was contained.
    limit : float
        Seconds that one measurement could take.
    precision : float
        The relative standard error at which a measurement ended before that.
    """

    implementation: str
    isolation: str
    measurements: tuple[Measurement, ...]
    refusals: tuple[Refusal, ...]
    machine: Machine
    limit: float
    precision: float
    seconds: float = 0.0
    notes: tuple[str, ...] = ()

    def groups(self) -> tuple[Group, ...]:
        """Return the geometric means, in the order in which the groups first appear."""
        found: dict[tuple[str, str, str, int, str], list[float]] = {}
        for each in self.measurements:
            if each.ratio is not None:
                key = (each.operator, each.pass_name, each.dtype, each.threads, each.peer)
                found.setdefault(key, []).append(each.ratio)
        return tuple(
            Group(*key, geometric_mean(ratios), max(ratios), len(ratios))
            for key, ratios in found.items()
        )
