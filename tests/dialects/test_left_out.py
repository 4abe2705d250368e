"""A pooling's stride is left out where code says that it may be, and nowhere else."""

from __future__ import annotations

import pytest

import cnncheck
from cnncheck.outcomes import Outcome

CASE = """
cases:
  - {name: beside, operator: avg_pool2d, passes: [forward], input: [1, 2, 6, 8], window: 2, stride: 2}
"""
CODE = """
import numpy as np
def avg_pool2d(input, kernel_size, stride={default}, padding=0):
    stride = {meant}
    rows, columns = ((n - kernel_size) // stride + 1 for n in input.shape[2:])
    out = np.empty((*input.shape[:2], rows, columns), input.dtype)
    for i in range(rows):
        for j in range(columns):
            top, left = i * stride, j * stride
            out[:, :, i, j] = input[:, :, top:top + kernel_size, left:left + kernel_size].mean(axis=(2, 3))
    return out
"""


@pytest.mark.parametrize(
    ("default", "meant", "right"),
    [
        ("None", "stride or kernel_size", True),
        ("None", "stride or 1", False),
        ("1", "stride", True),  # which its author says, and is told a stride always
        ("2", "stride", True),
        ("None", "stride", True),  # which nobody looks for
    ],
)
def test_it_is_left_out_where_its_default_is_none(default, meant, right, tmp_path):
    """What else a default says is believed."""
    path = tmp_path / "mine.py"
    path.write_text(CODE.format(default=default, meant=meant))
    verdict = cnncheck.check(CASE, implementation=str(path))
    assert (verdict.outcome is Outcome.PASSED) is right
