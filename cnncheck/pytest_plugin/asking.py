"""One implementation and one reference for a whole pytest process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.api import Settings, run_cases
from cnncheck.implementations.opening import open_implementation

if TYPE_CHECKING:
    from cnncheck.cases.case import Case
    from cnncheck.implementations.options import Options
    from cnncheck.report.report import Result


class Asking:
    """Puts single questions to an implementation that stays open.

    Parameters
    ----------
    source : str
        As for ``--impl``.
    options : Options

    Raises
    ------
    UsageError
        When there is no such implementation.
    """

    def __init__(self, source: str, options: Options) -> None:
        self.source = source
        self.options = options
        self._implementation = open_implementation(source, options)

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
        # a bug is named from all failures of a run together, and items are run one by one
        settings = Settings(again=lambda *_: again, diagnose=False)
        (result,) = run_cases([case], self._implementation, settings).results
        return result

    def close(self) -> None:
        """End the implementation's processes."""
        self._implementation.close()
