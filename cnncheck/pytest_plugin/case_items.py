"""One implementation and one reference for a whole pytest process."""

from __future__ import annotations

import math
import time
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING

from cnncheck.api import Settings, run_cases
from cnncheck.api.defined import check_defined, functions_of
from cnncheck.api.diagnosing import Notes
from cnncheck.api.refusing import as_raised
from cnncheck.asking import Question
from cnncheck.implementations.base import is_whole, notes_of
from cnncheck.implementations.opening import open_implementation
from cnncheck.references.stored import stored_torch
from cnncheck.report.failures import diagnosis_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.operators.case import Case
    from cnncheck.options import Options
    from cnncheck.references import AsksAhead
    from cnncheck.report.report import Result


SHRINK_SECONDS = 1.0
"""How long to look, for each failing function, for the smallest problem that fails alike."""


class Asking:
    """Puts single questions to an implementation that stays open.

    Parameters
    ----------
    source : str
        As for ``--impl``.
    options : Options
    reference : {"torch", "definition"}
        The reference to believe.

    Raises
    ------
    UsageError
        When there is no such implementation.
    """

    def __init__(self, source: str, options: Options, reference: str = "torch") -> None:
        self.source = source
        self._believed = reference
        self.options = options
        self._supported: dict[str, bool] = {}
        self._unwritten: set[str] = set()
        self._implementation = open_implementation(source, options)
        self._open = ExitStack()
        self._notes = Notes(self._implementation)
        limit = options.time_limit
        self._until = math.inf if limit is None else time.monotonic() + limit

    @property
    def is_late(self) -> bool:
        """Whether the time for the whole session is over."""
        return time.monotonic() > self._until

    def ask(self, case: Case, again: str) -> Result:
        """Check a case with exactly one pass.

        Parameters
        ----------
        case : Case
        again : str
            The command line that repeats it.

        Raises
        ------
        CnncheckError
            When the reference fails.
        """
        return self._asked(case, again)

    def settle(self, result: Result, others: Iterable[Case]) -> Result:
        """Return a refusal, or the error that it is if the function answers nothing rightly.

        Items are run one by one, so the cases of the others are asked until one passes.

        Parameters
        ----------
        result : Result
        others : iterable of Case
            Of all items of the session, each with one pass.
        """
        function = result.function
        if function not in self._supported:
            its = (case for case in others if _function(case) == function)
            passed = any(self._asked(case, "").verdict.outcome.passed for case in its)
            self._supported[function] = passed
        return result if self._supported[function] else as_raised(result)

    def _asked(self, case: Case, again: str) -> Result:
        # a bug is named from all failures of a run together, and items are run one by one
        settings = Settings(
            again=lambda *_: again,
            diagnose=False,
            alone=True,
            excused=self.options.excused,
            notes=self._notes,
            reference=self._reference,
        )
        (result,) = run_cases([case], self._implementation, settings).results
        if result.verdict.outcome.passed:
            self._supported[result.function] = True
        return result

    def is_news(self, function: str) -> bool:
        """Whether nobody was told yet that a function is not written; it fails a single item."""
        told = function in self._unwritten
        self._unwritten.add(function)
        return not told

    def check(self, cases: Iterable[Case]) -> None:
        """Refuse an implementation that defines nothing, or nearly what the cases ask for.

        Raises
        ------
        UsageError
        """
        check_defined(
            self._implementation, functions_of(cases, self._implementation), self.options.bind
        )

    def diagnoses(self) -> dict[str, list[str]]:
        """Name the bugs of what failed so far; return what is said of each function."""
        found: list[Diagnosis] = []
        troubles: list[str] = []
        self._notes.diagnose(SHRINK_SECONDS, found, troubles)
        said = {each.function: diagnosis_lines(each) for each in found}
        return said | {text.split()[0]: [text] for text in troubles}

    def notes(self) -> list[str]:
        """Say how the code ran, where that was not as it stands, or not wholly jailed."""
        isolation = self._implementation.isolation
        jail = [] if is_whole(isolation) else [f"{self._implementation.name}: {isolation}"]
        return [*jail, *notes_of(self._implementation)]

    @cached_property
    def _reference(self) -> AsksAhead:
        """Torch behind the store of its answers; its process starts when one is missing."""
        return self._open.enter_context(stored_torch())

    def close(self) -> None:
        """End the implementation's processes, and torch's."""
        self._implementation.close()
        self._open.close()


def _function(case: Case) -> str:
    (pass_name,) = case.passes
    return Question(case, pass_name).function
