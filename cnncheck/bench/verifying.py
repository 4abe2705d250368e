"""Timed results are held to random sums of them (Freivalds 1977), while they are timed.

What is checked before it is timed may answer otherwise once it is called again and again. To compare
every result with the reference's would take longer than all else; a random sum takes as long as a
copy, and the sums that are right are asked for once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnncheck.bench.result import Verified
from cnncheck.bench.side import TimingFailedError

if TYPE_CHECKING:
    from cnncheck.bench.checking import Checked
    from cnncheck.bench.side import Side
    from cnncheck.calls import Reply


class Verifying:
    """Right answer to one question as random sums that no side knows.

    Parameters
    ----------
    checked : Checked
    """

    def __init__(self, checked: Checked) -> None:
        self._checked = checked
        self._count, self._of_bound = 0, 0.0

    def check(self, reply: Reply) -> None:
        """Check a result.

        Raises
        ------
        TimingFailedError
            When it is wrong.
        """
        verdict = self._checked.by_sums(reply)
        if not verdict.outcome.passed:
            message = f"right when it was checked, wrong when it was timed: {verdict.message}"
            raise TimingFailedError(replace(reply, outcome=verdict.outcome, message=message))
        self._count += 1
        self._of_bound = max(self._of_bound, verdict.figures.of_bound if verdict.figures else 0.0)

    def verified(self, side: Side) -> Verified:
        """Say what was checked: of a side that keeps its results to itself, one more call's.

        Raises
        ------
        TimingFailedError
        """
        if not self._count:
            self.check(side.again())
        return Verified(self._count, self._checked.sums, self._of_bound)
