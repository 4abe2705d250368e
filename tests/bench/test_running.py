"""A whole benchmark of tiny cases, in real processes; nothing is said of how fast they are."""

import pytest

from cnncheck.bench.bench_run import Settings, bench
from cnncheck.bench.sampling import Limits
from cnncheck.errors import UsageError

SMALL = """
defaults: {fill: normal, seed: 3}
cases:
  - {name: conv, operator: conv2d, input: [1, 2, 5, 4], filter: [2, 2, 3, 2], dtype: float32}
  - {name: pool, operator: max_pool2d, input: [1, 2, 5, 4], window: 2, stride: 2}
"""
QUICK = Limits(seconds=0.0, sample=0.0, pause=0.0)


def test_every_question_with_every_peer_and_number_of_threads(cases, reference):
    """In order; gauges in the same run; what is missing is timed alone."""
    steps = []
    settings = Settings(("im2col", "einsum"), (1, 2), QUICK, lambda *step: steps.append(step[1:]))
    report = bench(cases(SMALL), reference, settings)
    asked = [(each.threads, each.name, each.pass_name, each.peer) for each in report.measurements]
    names = [
        ("conv", "forward"),
        ("conv", "backward_filter"),
        ("conv", "backward_input"),
        ("pool", "forward"),
        ("pool", "backward"),
    ]
    assert asked == [
        (threads, *name, peer)
        for threads in (1, 2)
        for name in names
        for peer in ("im2col", "einsum")
    ]
    assert steps == [(done, 10) for done in range(1, 11)]
    assert report.refusals == ()
    assert {each.why_alone for each in report.measurements} == {
        "",
        "einsum has no max_pool2d backward",
    }
    assert all(len(each.ours.samples) == 3 for each in report.measurements)
    assert set(report.machine.bandwidth) == {1, 2}
    assert {"cnncheck", "python", "numpy"} <= set(report.machine.versions)
    assert all(each.peak_flops > 0 for each in report.measurements)
    assert report.implementation == "builtin"


def test_groups_are_geometric_means(make):
    """Of one operator, pass, dtype, number of threads and peer; without those timed alone."""
    report = make.report(
        make.measurement(ours=(1.0,) * 3, theirs=(2.0,) * 3),
        make.measurement(ours=(4.0,) * 3, theirs=(2.0,) * 3),
        make.measurement(theirs=None),
        make.measurement(threads=2),
    )
    one, two = report.groups()
    assert (one.count, one.mean, one.worst) == (2, pytest.approx(1.0), pytest.approx(2.0))
    assert (two.threads, two.count) == (2, 1)


def test_an_unknown_peer_is_refused_before_anything_starts(cases):
    """Not even the reference is asked."""
    with pytest.raises(UsageError, match="there is no peer 'numba'"):
        bench(cases(SMALL), None, Settings(peers=("numba",)))


def test_a_busy_machine_is_told(make):
    """By the load before the benchmark: its own work raises the one after."""
    assert make.machine(load=(1.1, 0.0), cores=4).busy
    assert not make.machine(load=(0.9, 4.0), cores=4).busy
    assert not make.machine(load=()).busy


def test_what_is_needed_beside_the_result(make):
    """Never less than nothing; unknown stays unknown."""
    each = make.measurement()
    assert each.ours.beside(1 << 20) == 2 << 20
    assert each.ours.beside(4 << 20) == 0
    assert each.flops == 2_000_000 / 0.001
    assert each.of_peak == 0.25
