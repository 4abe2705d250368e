"""What a report says of a bug to programs, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import AliasPath, Field

from cnncheck.dialects import LAYERS, NOTEBOOK
from cnncheck.dialects.turning import turned
from cnncheck.rendering.declared import Count, Declared, Values
from cnncheck.rendering.json_numbers import plain
from cnncheck.report.failures import diagnosis_lines

if TYPE_CHECKING:
    from cnncheck.diagnose import diagnosis as diagnosing
    from cnncheck.diagnose.small_problems import shrinking
    from cnncheck.dialects import Dialect


class Named(Declared):
    """A fault of the catalogue."""

    id: str = Field(validation_alias=AliasPath("fault", "id"))
    """As `cnncheck explain` takes it."""
    sentence: str = Field(validation_alias=AliasPath("fault", "sentence"))
    """What is wrong, in one line."""
    matched: Count
    """Failing cases that the fault explains."""


class Smallest(Declared):
    """The smallest problem that was found to fail in the same way."""

    arguments: dict[str, Any]
    """By parameter name: nested lists, a pair, or a number."""
    dtype: str
    got: Values | None
    """null when nothing came back."""
    message: str
    """What happened instead of an answer; may be empty."""
    expected: Values


class Diagnosis(Declared):
    """Why one function of one implementation fails."""

    implementation: str
    function: str
    known: bool
    """Whether the bug has a name."""
    sentence: str
    """What is wrong, in one line."""
    hint: str
    """Where to look; may be empty."""
    faults: tuple[Named, ...]
    """Which together explain every answer; empty when none does."""
    ties: tuple[Named, ...]
    """Other faults that explain every answer as well."""
    failing: Count
    """Cases with a wrong answer that were looked at."""
    passing: Count
    """Cases with right answers only that were looked at."""
    smallest: Smallest | None
    text: list[str]
    """The lines that the console shows."""


def diagnosis_data(diagnosis: diagnosing.Diagnosis) -> dict[str, Any]:
    """Return what is told of a diagnosis, and of what it holds."""
    naming = diagnosis.naming
    return {
        "implementation": diagnosis.implementation,
        "function": diagnosis.function,
        "known": naming.known,
        "sentence": diagnosis.sentence,
        "hint": diagnosis.hint,
        "faults": naming.faults,
        "ties": naming.ties,
        "failing": naming.failing,
        "passing": naming.passing,
        "smallest": _smallest(diagnosis.smallest, diagnosis.dialect),
        "text": diagnosis_lines(diagnosis),
    }


def _smallest(smallest: shrinking.Smallest | None, dialect: Dialect) -> dict[str, Any] | None:
    if smallest is None:
        return None
    problem, order = smallest.problem, dialect.order(smallest.problem)
    usual = dialect in (NOTEBOOK, LAYERS)
    arguments = LAYERS.call(problem).told.items() if usual else dialect.arguments(problem)
    value = smallest.reply.value
    return {
        "arguments": {
            name: plain(value.tolist() if isinstance(value, np.ndarray) else value)
            for name, value in arguments
        },
        "dtype": smallest.problem.dtype.name,
        "got": None if value is None else turned(value, order),
        "message": smallest.reply.message,
        "expected": turned(smallest.expected, order),
    }
