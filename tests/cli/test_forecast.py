"""The time that is left of a grading, as the bar says it."""

import pytest

from cnncheck.grading.grade_progress import Forecast
from cnncheck.grading.marks import Graded


@pytest.fixture
def clock():
    """A clock that stands still unless it is moved."""
    now = [0.0]

    def read():
        return now[0]

    read.move = lambda seconds: now.__setitem__(0, now[0] + seconds)
    return read


def done(forecast, name, seconds=1.0, *, resumed=False):
    forecast.finish(Graded(name, f"/{name}", "", seconds=seconds), resumed)


def test_what_was_put_last_is_not_as_quick_as_the_rest(clock):
    """A bar that knows the pace alone would say two seconds where two minutes are left."""
    forecast = Forecast(300, never_ending=20.0, jobs=2, clock=clock)
    assert forecast.text() == ""
    for number in range(140):
        clock.move(0.2)
        done(forecast, f"quick{number}")
    assert forecast.text() == "about 0:32 left"
    for number in range(10):
        forecast.put_last(f"slow{number}")
    assert forecast.text() == "about 2:10 left, 10 slow last"
    for number in range(140, 290):
        clock.move(0.2)
        done(forecast, f"quick{number}")
    assert forecast.text() == "about 1:40 left, 10 slow last"
    clock.move(60)
    done(forecast, "slow0", 60)
    done(forecast, "slow1", 60)
    assert forecast.text() == "about 4:00 left, 8 slow last"


def test_what_the_journal_had_says_nothing_of_the_pace(clock):
    """It takes no time, and the rest does."""
    forecast = Forecast(10, never_ending=20.0, clock=clock)
    for number in range(5):
        done(forecast, f"known{number}", resumed=True)
    assert forecast.text() == ""
    clock.move(3)
    done(forecast, "new")
    assert forecast.text() == "about 0:12 left"
