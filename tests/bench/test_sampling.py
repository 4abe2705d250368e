"""Turns are taken until the ratio is known, by a clock that the test turns."""

from itertools import cycle

import pytest

from cnncheck.bench.sampling import LEAST, Limits, take_turns


class Clock:
    """Tells what the sides say has passed."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


class Side:
    """Takes the given times, again and again."""

    def __init__(self, clock, times, journal=None, name="", most_calls=10_000):
        self.clock, self.times, self.name = clock, cycle(times), name
        self.most_calls, self.journal, self.asked = most_calls, journal, []

    def seconds(self, calls):
        self.asked.append(calls)
        if self.journal is not None:
            self.journal.append(self.name)
        taken = next(self.times)
        self.clock.now += taken * calls
        return taken


def test_sides_are_asked_in_turn():
    """A B A B, after each has been calibrated."""
    clock, journal = Clock(), []
    sides = [Side(clock, [0.5], journal, "A"), Side(clock, [0.25], journal, "B")]
    ours, theirs = take_turns(sides, Limits(fewest=4), clock)
    assert "".join(journal) == "AB" + "AB" * 4
    assert ours.seconds == (0.5,) * 4
    assert theirs.seconds == (0.25,) * 4


def test_it_ends_when_the_ratio_is_known():
    """A steady ratio is known after the fewest turns, although both sides vary together."""
    clock = Clock()
    times = [1.0, 1.5, 0.7]
    sides = [Side(clock, times), Side(clock, [2 * each for each in times])]
    ours, _ = take_turns(sides, Limits(seconds=1e9, fewest=9), clock)
    assert len(ours.seconds) == 9


def test_noise_takes_more_turns():
    """And exactly as many as bring the error below what was asked for."""
    clock = Clock()
    noisy = [1.0, 1.1, 0.9, 1.05, 0.95]
    few, _ = take_turns([Side(clock, noisy), Side(clock, [1.0])], Limits(1e9, 0.05), clock)
    many, _ = take_turns([Side(clock, noisy), Side(clock, [1.0])], Limits(1e9, 0.02), clock)
    assert 9 <= len(few.seconds) < len(many.seconds) < 1000


def test_the_time_limit_ends_it():
    """A ratio that never settles is reported with the error that it has."""
    clock = Clock()
    sides = [Side(clock, [1.0, 3.0]), Side(clock, [1.0])]
    ours, _ = take_turns(sides, Limits(seconds=30.0, precision=0.0), clock)
    assert len(ours.seconds) == pytest.approx(30 / 3, abs=1)


def test_quartiles_are_possible_however_slow_a_side_is():
    """Of fewer than three samples nothing could be said."""
    clock = Clock()
    ours, theirs = take_turns([Side(clock, [60.0]), Side(clock, [9.0])], Limits(1.0), clock)
    assert len(ours.seconds) == len(theirs.seconds) == LEAST == 3


def test_there_is_an_end_to_it():
    """Even where neither time nor precision ends it."""
    clock = Clock()
    (alone,) = take_turns([Side(clock, [1.0, 3.0])], Limits(1e9, 0.0, most=50), clock)
    assert len(alone.seconds) == 50


def test_short_calls_are_made_several_times():
    """So that a sample is longer than what disturbs it; each side by its own speed."""
    clock = Clock()
    quick, slow = Side(clock, [0.0001]), Side(clock, [0.0008])
    ours, theirs = take_turns([quick, slow], Limits(fewest=3, sample=0.002), clock)
    assert (ours.calls, theirs.calls) == (20, 3)
    assert quick.asked == [1, 20, 20, 20]


def test_a_side_that_sends_its_results_is_asked_once_a_time():
    """A worker in jail returns an array from every call."""
    clock = Clock()
    (ours,) = take_turns([Side(clock, [0.0001], most_calls=1)], Limits(fewest=3), clock)
    assert ours.calls == 1


def test_a_clock_too_coarse_for_one_call():
    """Zero seconds mean many calls, not a division by zero."""
    clock = Clock()
    (ours,) = take_turns([Side(clock, [0.0, 0.001])], Limits(fewest=3), clock)
    assert ours.calls == 10_000
    assert min(ours.seconds) == 1e-9
    (ours,) = take_turns([Side(clock, [0.001])], Limits(fewest=3, sample=0.0), clock)
    assert ours.calls == 1


def test_a_rest_before_every_sample():
    """The other side's threads come to their end first; calibration needs none."""
    clock, journal = Clock(), []
    sides = [Side(clock, [0.5], journal, "A"), Side(clock, [0.5], journal, "B")]
    take_turns(sides, Limits(fewest=3), clock, lambda: journal.append("."))
    assert "".join(journal) == "AB" + ".A.B" * 3
