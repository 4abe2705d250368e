"""What a YAML case file may say, how it is read, and which of its cases are wanted.

Importing this package imports neither YAML nor pydantic: that waits until a file is read.
"""

from cnncheck.cases.loading import DEFAULT_MAX_MEMORY, load_cases, load_text
from cnncheck.cases.selection import Selected, Selection, select, unmatched
from cnncheck.cases.writing import case_to_yaml, cases_to_yaml
from cnncheck.operators.case import Case, OutGrad, Tolerance
from cnncheck.operators.expected import Expectation, ExpectedSlice

__all__ = [
    "DEFAULT_MAX_MEMORY",
    "Case",
    "Expectation",
    "ExpectedSlice",
    "OutGrad",
    "Selected",
    "Selection",
    "Tolerance",
    "case_to_yaml",
    "cases_to_yaml",
    "load_cases",
    "load_text",
    "select",
    "unmatched",
]
