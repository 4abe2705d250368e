"""What the bug is, for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from cnncheck.dialects import LAYERS, NOTEBOOK
from cnncheck.dialects.turning import turned
from cnncheck.rendering.json_numbers import plain
from cnncheck.report.failures import diagnosis_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cnncheck.diagnose.diagnosis import Diagnosis
    from cnncheck.diagnose.shrinking import Smallest
    from cnncheck.dialects import Dialect
    from cnncheck.faults.fault import Named


def diagnosis_data(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return a diagnosis as dictionaries, lists, strings and finite numbers."""
    naming = diagnosis.naming
    return {
        "implementation": diagnosis.implementation,
        "function": diagnosis.function,
        "known": naming.known,
        "sentence": diagnosis.sentence,
        "hint": diagnosis.hint,
        "faults": _named(naming.faults),
        "ties": _named(naming.ties),
        "failing": naming.failing,
        "passing": naming.passing,
        "smallest": _smallest(diagnosis.smallest, diagnosis.dialect),
        "text": diagnosis_lines(diagnosis),
    }


def _named(faults: Iterable[Named]) -> list[dict[str, Any]]:
    return [
        {"id": each.fault.id, "sentence": each.fault.sentence, "matched": each.matched}
        for each in faults
    ]


def _smallest(smallest: Smallest | None, dialect: Dialect) -> dict[str, Any] | None:
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
        "got": None if value is None else plain(turned(value, order)),
        "message": smallest.reply.message,
        "expected": plain(turned(smallest.expected, order)),
    }
