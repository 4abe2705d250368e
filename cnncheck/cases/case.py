"""The case and its parts under the name of the package that reads them; they live with operators."""

from cnncheck.operators.case import (
    EXACT_FILLS,
    Algorithm,
    Case,
    Dtype,
    Expectation,
    ExpectedSlice,
    Fill,
    Layout,
    OutGrad,
    Tolerance,
    Values,
    Visibility,
)

__all__ = [
    "EXACT_FILLS",
    "Algorithm",
    "Case",
    "Dtype",
    "Expectation",
    "ExpectedSlice",
    "Fill",
    "Layout",
    "OutGrad",
    "Tolerance",
    "Values",
    "Visibility",
]
