"""From selected cases to a benchmark's report."""

from __future__ import annotations

import contextlib
import functools
import math
import platform
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cnncheck.asking import questions
from cnncheck.asking.believed import REFERENCE_WORK, Believed
from cnncheck.bench.libraries import BUILTIN, check_peer
from cnncheck.bench.measuring import Means, Stands, measured
from cnncheck.bench.processor import core_count, cpu_name, load_now, own_versions
from cnncheck.bench.result import BenchReport, Machine, Measurement, Refusal
from cnncheck.bench.sampling import Limits
from cnncheck.bench.side_process import RemoteSide
from cnncheck.errors import StopRun

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.bench.side import Side
    from cnncheck.operators.case import Case
    from cnncheck.references import AsksAhead


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of a benchmark.

    Attributes
    ----------
    peers : tuple of str
        Members of `cnncheck.bench.libraries.PEERS`.
    threads : tuple of int
        Everything is measured with each number of threads in turn.
    limits : Limits
        When a measurement ends.
    on_step : callable, optional
        Called with what was just found, how many questions are done, and how many there are.
    clock : callable
        Measures the time that measurements have taken, for the limits.
    verify : bool
        Whether to check results while they are timed, by random sums of them; what has more
        products than `REFERENCE_WORK` is checked so before, too.
    """

    peers: tuple[str, ...] = ("torch",)
    threads: tuple[int, ...] = (1,)
    limits: Limits = field(default_factory=Limits)
    on_step: Callable[[list[Measurement | Refusal | str], int, int], None] | None = None
    clock: Callable[[], float] = time.monotonic
    verify: bool = False


def open_builtin(threads: int) -> Side:
    """Open cnncheck's own layers."""
    return RemoteSide(BUILTIN, threads)


def bench(
    cases: Sequence[Case],
    reference: AsksAhead,
    settings: Settings,
    open_ours: Callable[[int], Side] = open_builtin,
) -> BenchReport:
    """Time an implementation beside its peers.

    Parameters
    ----------
    cases : sequence of Case
    reference : AsksAhead
        What results are checked against before they are timed; idle while they are.
    settings : Settings
    open_ours : callable
        Opens the implementation for a number of threads; what it opens is closed here.

    Raises
    ------
    UsageError
        When a peer is unknown or not installed.
    """
    for peer in settings.peers:
        check_peer(peer)
    started, load = time.perf_counter(), load_now()
    findings: list[Measurement | Refusal | str] = []
    notes = _Notes()
    most_work = REFERENCE_WORK if settings.verify else math.inf
    believed = Believed(reference, yardstick=False, most_work=most_work)
    asked = questions(cases)
    done, total = 0, len(settings.threads) * len(asked)
    try:
        for threads in settings.threads:
            with _opened(threads, settings.peers, open_ours, notes) as stands:
                means = Means(believed, settings.limits, settings.clock, settings.verify)
                for question in asked:
                    found = list(measured(question, stands, means))
                    findings += found
                    done += 1
                    if settings.on_step:
                        settings.on_step(found, done, total)
    except StopRun as stop:
        findings.append(f"{stop.reason}, {total - done} of {total} not timed")
    return BenchReport(
        implementation=notes.implementation,
        isolation=notes.isolation,
        measurements=tuple(each for each in findings if isinstance(each, Measurement)),
        refusals=tuple(each for each in findings if isinstance(each, Refusal)),
        machine=notes.machine((*load, *load_now())),
        limit=settings.limits.seconds,
        precision=settings.limits.precision,
        seconds=time.perf_counter() - started,
        notes=tuple(
            dict.fromkeys([*notes.of_ours, *(each for each in findings if isinstance(each, str))])
        ),
    )


class _Notes:
    """Notes of the sides, collected while they are open."""

    def __init__(self) -> None:
        self.implementation = self.isolation = ""
        self.of_ours: list[str] = []
        self.versions = own_versions()
        self.bandwidth: dict[int, float] = {}

    def machine(self, load: tuple[float, ...]) -> Machine:
        """Put together what is known of the machine."""
        versions = dict(self.versions)
        return Machine(
            cpu=cpu_name(),
            cores=core_count(),
            platform=f"{platform.system()} {platform.machine()}",
            blas=versions.pop("blas", "unknown"),
            versions=versions,
            load=load,
            bandwidth=self.bandwidth,
        )


@contextlib.contextmanager
def _opened(
    threads: int, peers: Sequence[str], open_ours: Callable[[int], Side], notes: _Notes
) -> Iterator[Stands]:
    """Open all sides for a number of threads, and close them."""
    with contextlib.ExitStack() as stack:

        def opened(side: Side) -> Side:
            stack.callback(side.close)
            return side

        ours = opened(open_ours(threads))
        others = {name: opened(RemoteSide(name, threads)) for name in peers}
        gauge = ours if isinstance(ours, RemoteSide) else RemoteSide(BUILTIN, threads)
        opened(gauge)
        notes.implementation, notes.isolation = ours.name, ours.isolation
        for side in (*others.values(), ours, gauge):  # the last one names NumPy's own BLAS
            notes.versions.update(side.versions())
        notes.bandwidth[threads] = gauge.copy_bandwidth()
        try:
            yield Stands(ours, others, threads, functools.cache(gauge.gemm_flops))
        finally:  # what its files say is known when they were loaded
            notes.of_ours += ours.notes
