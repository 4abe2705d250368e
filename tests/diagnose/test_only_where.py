"""It is said "only where" of nothing that fails elsewhere, with options that no case has there."""

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.questions.along_axes import turned
from cnncheck.diagnose.unnamed.describing import where_wrong
from cnncheck.diagnose.unnamed.raised_where import raised_where
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring import right
from cnncheck.faults.declaring.fault import Named
from cnncheck.outcomes import Outcome


class WrongWhere:
    """Code that is wrong, or raises, where something holds of the windows along the axes."""

    def __init__(self, wrong=lambda _: False, raises=lambda _: False, named=None):
        self._wrong, self._raises, self._named = wrong, raises, named

    def ask(self, problem):
        axes = problem.windows.axes
        if self._raises(axes):
            return Reply(None, outcome=Outcome.RAISED, message="it raised IndexError: no such row")
        out = right.answer(problem)
        if self._named:
            value = self._named.fault.reply(problem, {}, manner=0).value
            return Reply(out if value is None else value)
        return Reply(out + 1 if self._wrong(axes) else out)


def padded_or_beyond(axes):
    return any(axis.before > 0 or axis.beyond > 0 for axis in axes)


def several_rows(axes):
    return len(axes) > 1 and axes[-2].kernel > 1


def several_rows_and_padding(axes):
    return several_rows(axes) and axes[-2].before > 0


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        (padded_or_beyond, ""),  # every case with padding has several rows in its window
        (several_rows, "only where the kernel has several rows"),
        (several_rows_and_padding, "only where there is vertical padding"),
    ],
)
def test_a_condition_on_one_axis_is_tried_with_the_options_along_the_other(observed, wrong, where):
    """A window of one row, with padding left and right."""
    code = WrongWhere(wrong)
    seen = observed(code, "avg_pool2d")
    assert where_wrong(seen, (), code.ask)[0] == where


def test_the_options_of_what_failed_are_asked_along_one_axis_alone(shipped):
    """The other one is as plain as can be."""
    problems = [each for each, *_ in shipped["avg_pool2d"] if each.windows.axes[-2].before]
    found = turned(problems, lambda each: each.windows.axes[-2].kernel == 1)
    assert any(each.windows.axes[-1].before for each in found)
    assert len({(each.case.input, *each.case.parameters.items()) for each in found}) == len(found)


NAMED = Named(CATALOGUE["conv-backward-filter/stride-first-for-both"], 0, 1)


def not_square(axes):
    return len({axis.kernel for axis in axes}) > 1


def not_square_or_uneven(axes):
    return not_square(axes) or axes[-2].stride > axes[-1].stride


@pytest.mark.parametrize(
    ("raises", "said"),
    [
        (not_square, "IndexError is raised only where the window is not square"),
        (not_square_or_uneven, ""),
    ],
)
def test_calls_that_raise_where_what_is_named_shows_count(observed, raises, said):
    """Whatever they raise for: it is said of all calls where alone they do."""
    code = WrongWhere(raises=raises, named=NAMED)
    seen = observed(code, "convolution2D_backward_filter")
    values = [each for each in seen if each.reply.value is not None]
    assert not all(np.array_equal(each.truth, each.reply.value) for each in values)
    assert raised_where(seen, NAMED, code.ask) == said
