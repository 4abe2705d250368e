"""Diagnosis knows problems by what their operators say of themselves, and not by their names."""

from pathlib import Path

import pytest

import cnncheck.diagnose
from cnncheck.dialects import NOTEBOOK
from cnncheck.operators import OPERATORS

FILES = sorted(Path(cnncheck.diagnose.__file__).parent.rglob("*.py"))
SIGNATURES = [
    NOTEBOOK.signature(operator.name, each)
    for operator in OPERATORS.values()
    for each in operator.passes
]
NAMES = {*OPERATORS, *(each.function for each in SIGNATURES), "grad_pool", '"f"]', '"s"]'}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_only_the_catalogue_names_operators_and_functions(path):
    """What another operator needs is to be said in its own folder."""
    text = path.read_text("utf-8")
    assert [name for name in sorted(NAMES) if name in text] == []


def test_there_is_something_to_look_at():
    """An empty list of files, or of names, would make the test above pass."""
    assert len(FILES) > 15
    assert {"conv2d", "pool_back", "zero_padding"} <= NAMES
