"""Gradescope's ``results.json`` of one submission.

The format is Gradescope's own: https://gradescope-autograders.readthedocs.io/en/latest/specs/.
A hidden case is ``after_published``: students see that it failed, in one sentence, once the grades
are published. What it never shows in any format stays unseen there too.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from cnncheck.rendering.wording import harmless_json, printable_lines

if TYPE_CHECKING:
    from cnncheck.grading.marks import Graded, Score


def to_gradescope(graded: Graded) -> str:
    """Write the results of one submission, a test for each pass of each case."""
    content: dict[str, Any] = {
        "execution_time": round(graded.seconds, 3),
        "output": _summary(graded),
        "output_format": "text",
        "visibility": "visible",
    }
    if not graded.failure:  # without a score, Gradescope calls the autograder failed
        content |= {
            "score": round(graded.total.earned, 6),
            "tests": [_test(score, graded) for score in graded.scores],
        }
    return harmless_json(json.dumps(content, indent=1, allow_nan=False)) + "\n"


def _summary(graded: Graded) -> str:
    if graded.failure:
        return f"This could not be graded, which is not the submission's fault: {graded.failure}"
    visible = [score for score in graded.scores if not score.hidden]
    passed = sum(score.outcome.passed for score in visible)
    notes = (line for note in graded.notes for line in printable_lines(note))
    return "\n".join([f"{passed} of {len(visible)} visible tests passed.", *notes])


def _test(score: Score, graded: Graded) -> dict[str, Any]:
    file, _, label = score.case.partition("::")
    cause = None if score.hidden or score.outcome.passed else graded.cause(score.function)
    # As on the console of a run: a diagnosis says better what the hint guesses.
    advice = cause.lines if cause else (score.hint,)
    said = [line for text in (score.message, *advice) for line in printable_lines(text)]
    if score.log:
        said += ["", *printable_lines(score.log)]
    return {
        "name": f"{score.title or score.function}  {PurePath(file).name}::{label}",
        "score": round(score.earned, 6),
        "max_score": round(score.points, 6),
        "status": "passed" if score.outcome.passed else "failed",
        "output": "\n".join(said),
        "output_format": "text",
        "visibility": "after_published" if score.hidden else "visible",
    }
