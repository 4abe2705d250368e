"""What is right but for its axes or its shape is told by what would make it right."""

from __future__ import annotations

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.diagnosis import diagnose
from cnncheck.diagnose.told import summary
from cnncheck.faults.declaring import right


class Moved:
    """The right answers, with their elements elsewhere."""

    def __init__(self, move):
        self._move = move

    def ask(self, problem):
        with np.errstate(all="ignore"):
            return Reply(self._move(right.answer(problem).astype(problem.dtype)))


@pytest.mark.parametrize(
    ("function", "move", "sentence"),
    [
        ("pool_forward", lambda out: out.transpose(1, 0, 2, 3), "result.transpose(1, 0, 2, 3)"),
        ("pool_back", lambda out: out.transpose(0, 2, 3, 1), "result.transpose(0, 3, 1, 2)"),
        ("zero_padding", np.ravel, "only the shape is wrong: the right elements, in order, on 1 axis"),
        ("pool_forward", lambda out: out[None], "in order, on 5 axes instead of 4"),
    ],
)  # fmt: skip
def test_it_is_told_what_would_be_right(observed, function, move, sentence):
    """In place of "cause unknown"."""
    implementation = Moved(move)
    found = diagnose(
        function, observed(implementation, function), implementation.ask, shrink_seconds=0
    )
    assert sentence in summary(found)[0]
    assert summary(found)[0].startswith("only the ")


def test_what_is_computed_wrongly_besides_is_not_told_so(observed):
    """All answers would have to become right."""
    for move in (
        lambda out: out.transpose(1, 0, 2, 3) + 1,
        lambda out: out.transpose(1, 0, 2, 3) if out.shape[0] == 1 else out[:, :, :-1],
    ):
        implementation = Moved(move)
        seen = observed(implementation, "pool_forward")
        found = diagnose("pool_forward", seen, implementation.ask, shrink_seconds=0)
        assert "only the" not in summary(found)[0]
