"""Windows that share an image, placed by a quotient that is rounded before it is multiplied.

They are wrong at a few lengths alone, by one pixel, in float64 as in any dtype.
"""

import math
import types
from pathlib import Path

import numpy as np
import pytest

import cnncheck

CASES = Path(__file__).parents[2] / "cases" / "adaptive.yaml"


def exactly(L, O, i):
    return i * L // O, -((i + 1) * L // -O)


def by_quotient(L, O, i):
    return math.floor(i * (L / O)), min(math.ceil((i + 1) * (L / O)), L)


def code(ends):
    def places(x, O):
        return [slice(*ends(x.shape[2], O, i)) for i in range(O)]

    def adaptive_avg_pool1d(x, output_size):
        return np.stack([x[:, :, at].mean(2) for at in places(x, output_size)], 2)

    def adaptive_max_pool1d_backward(grad_output, x, output_size):
        dx = np.zeros(x.shape, x.dtype)
        n, c = np.ogrid[: x.shape[0], : x.shape[1]]
        for i, at in enumerate(places(x, output_size)):
            dx[n, c, at.start + x[:, :, at].argmax(2)] += grad_output[:, :, i]
        return dx

    both = (adaptive_avg_pool1d, adaptive_max_pool1d_backward)
    module = types.ModuleType("shares")
    vars(module).update({each.__name__: each for each in both})
    return module


@pytest.mark.parametrize(("ends", "bugs"), [(exactly, 0), (by_quotient, 2)])
def test_a_rounded_quotient_is_caught_and_is_no_lack_of_digits(ends, bugs):
    """What is a pixel off in float64 is not said to be kept in a narrow dtype."""
    with np.errstate(all="ignore"):
        report = cnncheck.run(str(CASES), implementation=code(ends))
    assert len(report.diagnoses) == bugs
    for each in report.diagnoses:
        assert "narrow" not in each.sentence
