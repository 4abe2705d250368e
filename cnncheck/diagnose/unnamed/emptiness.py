"""Failures of a batch without images, N = 0: nothing is computed there that could be taken apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.small_problems.alike import outcome_of
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.diagnose.observing.observation import Observation

_SHOWS = {
    Outcome.RAISED: "calls raise",
    Outcome.WRONG_SHAPE: "the result has another shape",
    Outcome.WRONG_DTYPE: "the result has another dtype",
}
_ADVICE = (
    ("cannot reshape array of size 0", "NumPy cannot work out an axis of -1 where an array has no "
     "elements: write its length."),
    ("need at least one array", "A list of one array an image is empty: begin with np.zeros of the "
     "result's shape."),
    ("zero-size array to reduction", "There is no largest of no elements: reduce along the window's "
     "axes alone, which have a length."),
    ("index", "There is no first image, X[0]: take shapes from X.shape."),
)  # fmt: skip
"""What to do, by what is raised."""


def of_empty(failing: Sequence[Observation]) -> tuple[str, str]:
    """Say what comes of a batch without images, and what to do about it.

    Parameters
    ----------
    failing : sequence of Observation
        All of them of such a batch.
    """
    shown = {_shows(each) for each in failing}
    what = shown.pop() if len(shown) == 1 else "answers are wrong, or calls raise"
    messages = {each.reply.message for each in failing}
    advice = (hint for words, hint in _ADVICE if all(words in each for each in messages))
    return f"{what}, but only for a batch without images, N = 0", next(advice, "")


def _shows(seen: Observation) -> str:
    outcome, value = outcome_of(seen), seen.reply.value
    if outcome is Outcome.WRONG_VALUES and value is not None and np.isnan(value).any():
        return "the gradient is NaN, as of a mean of nothing,"
    return _SHOWS.get(outcome, "the gradient of no images is not 0")
