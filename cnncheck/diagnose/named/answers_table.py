"""What ways of going wrong come to in some questions, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named
    from cnncheck.operators.problem import Array


@dataclass(frozen=True, slots=True)
class Table:
    """What ways come to, a row each, in questions, a column each.

    Attributes
    ----------
    ways : sequence of Named
    questions : sequence of Observation
    matching : bool array
        Whether it is what came back.
    silent : bool array
        Whether it is right.
    answers : int array
        Tells the answers to one question apart.
    """

    ways: Sequence[Named]
    questions: Sequence[Observation]
    matching: Array
    silent: Array
    answers: Array
