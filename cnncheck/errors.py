"""The one exception type that people see, and where in a file it points.

This module imports nothing of ours, so every room may raise its errors.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place in a file, counted from 1 as editors count.

    Parameters
    ----------
    file : str
        The path as the person gave it.
    line, column : int, optional
        ``None`` when the whole file is meant.
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(
            str(part) for part in (self.file, self.line, self.column) if part is not None
        )


class CnncheckError(Exception):
    """Something a person has to act on.

    Parameters
    ----------
    message : str
        What is wrong: what came, and what was expected.
    hint : str, optional
        What to do next.
    where : Where, optional
        The file, line and column at fault.

    Notes
    -----
    ``str(error)`` is the whole grammar, everywhere the same:
    ``file:line:column: what is wrong; what to do next``.
    """

    def __init__(self, message: str, hint: str | None = None, where: Where | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"; {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class UsageError(CnncheckError):
    """The request itself is wrong: an option, a path, or a case file."""


class CaseFileError(UsageError):
    """All that is wrong with the case files that were read.

    Parameters
    ----------
    problems : list of CnncheckError
        One for each fault, at least one, each with its place.
    """

    def __init__(self, problems: list[CnncheckError]) -> None:
        super().__init__(problems[0].message, problems[0].hint, problems[0].where)
        self.problems = tuple(sorted(problems, key=_reading_order))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class StopRun(BaseException):
    """Somebody, or the clock, ends a run; what is known by then is kept.

    Parameters
    ----------
    reason : str
        ``interrupted``, ``stopped after 60 s (--time-limit)``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ReferenceFailedError(CnncheckError):
    """A reference could not answer: cnncheck's own failure, never the implementation's."""


def _reading_order(problem: CnncheckError) -> tuple[str, int, int]:
    where = problem.where or Where("")
    return (where.file, where.line or 0, where.column or 0)
