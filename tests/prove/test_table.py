"""A proof as a person reads it: at any width, with numbers that can be followed."""

import io
from types import SimpleNamespace

import numpy as np
import pytest

from cnncheck.prove.prove_table import counterexample_lines, print_proof
from cnncheck.prove.result import Counterexample, FunctionProof, Proof, Status, Told
from cnncheck.rendering.terminal import make_console


def test_a_large_wrong_answer_is_shown_at_its_worst_element():
    """Nobody can follow a hundred numbers, nor two shapes."""
    right = np.zeros((2, 3, 4, 5))
    wrong = right.copy()
    wrong[1, 2, 0, 3] = 7
    problem = SimpleNamespace(
        arrays={"X": right, "W": right}, case=SimpleNamespace(said={}), arguments={}
    )
    found = Counterexample(problem, wrong, right, {"X": "image"})
    told = Told(None, "forward", Status.WRONG, counterexample=found)
    assert list(counterexample_lines(told)) == [
        "smallest: image 2x3x4x5",
        "at [1, 2, 0, 3] got 7, expected 0",
    ]


@pytest.mark.parametrize("width", [60, 80])
def test_a_table_can_be_read_where_there_is_little_room(width):
    """No word of it is broken, and functions of one name are told apart."""
    told = (Told(None, "forward", Status.NOT_ASKED), Told(None, "forward", Status.PROVED))
    functions = tuple(
        FunctionProof(name, operator, "forward", told)
        for name, operator in (
            ("pad", "pad1d"),
            ("pad", "pad2d"),
            ("conv1d_backward_weight", "conv1d"),
        )
    )
    file = io.StringIO()
    print_proof(
        Proof("mine", "none", 1, 2**61 - 1, functions, 1.0),
        make_console(file, color=False, width=width),
    )
    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    for name in ("pad (pad1d)", "pad (pad2d)", "conv1d_backward_weight"):
        row = next(line for line in lines if line.split("  ")[0].strip() == name)
        assert row.split()[-1] == "PROVED"
    assert lines[0].split() == ["function", "shapes", "proved", "verdict"]
