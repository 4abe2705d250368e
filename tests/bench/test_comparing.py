"""Verdicts over two benchmarks: what noise explains is no change."""

import pytest

from cnncheck.bench.bench_comparison import comparison_lines
from cnncheck.bench.comparing import (
    ERRORS,
    FLOOR,
    Change,
    Entry,
    Past,
    compare,
    entry_of,
    slower_than,
)

VERSIONS = {"cnncheck": "0.1.0", "torch": "2.13.0"}


def past(*entries, versions=VERSIONS, cpu="Example 3000"):
    return Past("old.json", cpu, versions, entries)


def entry(ratio=0.5, ratio_error=0.001, seconds=0.001, seconds_error=0.001, **changes):
    values = {"id": "c.yaml::conv[dtype=float32]", "pass_name": "forward", "threads": 1}
    values |= {"peer": "torch", "seconds": seconds, "seconds_error": seconds_error}
    return Entry(**{**values, "ratio": ratio, "ratio_error": ratio_error, **changes})


def verdict(before, measurement, versions=VERSIONS):
    (found,) = compare(past(before), [measurement], versions)
    return found


@pytest.mark.parametrize(
    ("ratio", "error", "change"),
    [
        (0.5, 0.001, Change.SAME),
        (0.5 * (1 + FLOOR) * 1.001, 0.0, Change.FASTER),
        (0.5 * (1 + FLOOR) * 0.999, 0.0, Change.SAME),
        (0.5 / (1 + FLOOR) / 1.001, 0.0, Change.SLOWER),
        (0.25, 0.3, Change.SAME),
        (0.25, 0.2, Change.SLOWER),
        (1.0, 0.2, Change.FASTER),
    ],
)
def test_a_change_is_more_than_its_errors_and_the_floor(make, ratio, error, change):
    """The measurement's own ratio is 0.5, without error: three of the other's errors decide."""
    found = verdict(entry(ratio, error), make.measurement())
    assert found.change is change
    assert found.by_ratio
    assert found.factor == pytest.approx(0.5 / ratio)
    assert ERRORS == 3.0


def test_both_errors_count(make):
    """They add up as independent errors do."""
    noisy = make.measurement(theirs=(0.0021, 0.0019, 0.0021, 0.0019, 0.002), ours=(0.001,) * 5)
    found = verdict(entry(0.5, 0.03), noisy)
    assert found.error == pytest.approx((0.03**2 + noisy.ratio_error**2) ** 0.5)


def test_another_version_of_the_peer_leaves_only_times(make):
    """The ratio would blame us for what the peer has gained."""
    found = verdict(entry(0.1), make.measurement(), {**VERSIONS, "torch": "3.0"})
    assert (found.by_ratio, found.change, found.factor) == (False, Change.SAME, pytest.approx(1))


def test_what_was_timed_alone_is_compared_by_times(make):
    """There is no ratio to compare."""
    found = verdict(entry(None, seconds=0.002), make.measurement(theirs=None))
    assert (found.change, found.factor) == (Change.FASTER, pytest.approx(0.5))


def test_what_is_new_and_what_is_gone(make):
    """The pass, the number of threads and the peer belong to what must be equal."""
    gone = entry(threads=2)
    added, removed = compare(past(gone), [make.measurement()], VERSIONS)
    assert (added.change, added.before) == (Change.ADDED, None)
    assert (removed.change, removed.after, removed.entry) == (Change.REMOVED, None, gone)


def test_a_measurement_compared_with_itself(make):
    """Is the same, to the last digit."""
    each = make.measurement()
    found = verdict(entry_of(each), each)
    assert (found.change, found.factor, found.error) == (Change.SAME, 1.0, 0.0)


def test_only_what_is_slower_beyond_noise_and_percent_fails(make):
    """Faster, noisy and slightly slower ones do not."""
    measurements = [make.measurement(id=f"c.yaml::{k}") for k in range(4)]
    before = [
        entry(0.5 / 1.2, id="c.yaml::0"),
        entry(0.5 / 1.05, id="c.yaml::1"),
        entry(0.5 / 1.2, 0.2, id="c.yaml::2"),
        entry(0.9, id="c.yaml::3"),
    ]
    found = compare(past(*before), measurements, VERSIONS)
    assert [each.entry.id for each in slower_than(found, 10)] == ["c.yaml::0"]
    assert [each.entry.id for each in slower_than(found, 0)] == ["c.yaml::0", "c.yaml::1"]
    assert slower_than(found, 25) == []


def test_the_comparison_in_words(make):
    """A verdict a line, by ratio or by time; what else has changed; counts."""
    before = past(
        entry(0.4),
        entry(None, id="c.yaml::alone", seconds=0.002),
        entry(id="c.yaml::gone", threads=2),
        versions={"cnncheck": "0.0.9", "torch": "2.13.0"},
        cpu="Example 2000",
    )
    after = [
        make.measurement(),
        make.measurement(id="c.yaml::alone", theirs=None),
        make.measurement(id="c.yaml::new"),
    ]
    lines = comparison_lines(compare(before, after, VERSIONS), before, make.machine())
    assert [line.text for line in lines] == [
        "",
        "compared with old.json",
        "  another processor: Example 2000, now Example 3000",
        "  cnncheck 0.0.9, now 0.1.0",
        "  slower   c.yaml::conv[dtype=float32] forward, 1 thread, beside torch  "
        "+25.0 % (±0.1 %), ratio 0.40 to 0.50",
        "  faster   c.yaml::alone forward, 1 thread, beside torch                "
        "-50.0 % (±0.1 %), 2.00 ms to 1.00 ms",
        "  added    c.yaml::new forward, 1 thread, beside torch",
        "  removed  c.yaml::gone forward, 2 threads, beside torch",
        "1 faster, 1 slower, 1 added, 1 removed",
    ]
