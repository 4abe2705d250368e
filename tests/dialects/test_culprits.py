"""A function that is wrong because another one is, which it calls, is told as that."""

from pathlib import Path

import pytest

from cnncheck.api import Settings, opened, run_cases
from cnncheck.cases.loading import load_cases
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

PEOPLE = Path(__file__).parent / "people"
CASES = Path(__file__).parent.parent.parent / "cases" / "courses" / "deeplearning_ai.yaml"

NOTEBOOK = """\
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, : X.shape[2], : X.shape[3]] = X
    return out

def convolution2D(X, W, stride, padding):
    X = zero_padding(X, padding)
    views = np.lib.stride_tricks.sliding_window_view(X, W.shape[2:], axis=(2, 3))
    return np.einsum("nchwkl,fckl->nfhw", views[:, :, :: stride[0], :: stride[1]], W)
"""
CASE = """\
cases:
  - {name: padded, operator: conv2d, passes: [forward], input: [1, 2, 4, 5], filter: [2, 2, 3, 3],
     padding: 1, stride: 2, fill: integers}
  - {name: alone, operator: conv2d, passes: [forward], input: [1, 2, 4, 5], filter: [2, 2, 3, 3],
     stride: 2, fill: integers}
  - {name: border, operator: zero_padding, input: [1, 2, 3, 4], padding: 2}
"""


@pytest.fixture
def told(tmp_path):
    """Run code in all its words, and return outcome and message by case and pass."""

    def run(code, cases):
        (tmp_path / "theirs.py").write_text(code)
        (tmp_path / "cases.yaml").write_text(cases)
        settings = Settings(reference="definition", shrink_seconds=0)
        with opened(str(tmp_path / "theirs.py")) as theirs:
            found = load_cases(tmp_path / "cases.yaml", OPERATORS)
            report = run_cases(found, theirs, settings)
        return report, {
            f"{each.case.name} {each.pass_name}": each.verdict for each in report.results
        }

    return run


def test_what_is_right_with_a_right_helper_is_not_judged(told):
    """The helper alone is wrong, and the only one that is diagnosed."""
    report, verdicts = told(NOTEBOOK, CASE)
    assert verdicts["alone forward"].outcome is Outcome.PASSED
    assert verdicts["border forward"].outcome is Outcome.WRONG_VALUES
    assert verdicts["padded forward"].outcome is Outcome.NOT_JUDGED
    assert verdicts["padded forward"].message == (
        "wrong because zero_padding is: with a right one in its place this is right"
    )
    assert [each.function for each in report.diagnoses] == ["zero_padding"]


def test_a_fault_of_its_own_stays_one(told):
    """With a right helper it is judged by itself."""
    _, verdicts = told(NOTEBOOK.replace("fckl->nfhw", "fclk->nfhw"), CASE)
    assert verdicts["padded forward"].outcome is Outcome.WRONG_VALUES
    assert verdicts["alone forward"].outcome is Outcome.WRONG_VALUES


def test_it_is_told_in_the_words_of_the_code(told):
    """Of another dialect, with another order of axes."""
    right = (PEOPLE / "deeplearning_ai" / "right" / "loops.py").read_text()
    code = right.replace("(pad, pad), (pad, pad), (0, 0))", "(pad, pad), (0, 0), (pad, pad))")
    assert code != right
    _, verdicts = told(code, CASES.read_text())
    assert verdicts["border forward"].outcome is Outcome.WRONG_SHAPE
    because = {
        name: each.message
        for name, each in verdicts.items()
        if each.outcome is Outcome.NOT_JUDGED and "wrong because zero_pad is" in each.message
    }
    assert {"steps forward", "wide-border forward"} <= because.keys()
    assert verdicts["no-border forward"].outcome is Outcome.PASSED


BATCH = """\
  - {name: batch, operator: conv2d, passes: [forward], input: [3, 2, 4, 5], filter: [2, 2, 3, 3],
     stride: 1, fill: integers}
"""
FIRST_IMAGE, UPSIDE_DOWN = "[:1, :, :: stride[0], :: stride[1]].repeat(len(X), 0)", "W[:, :, ::-1]"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("[:, :, :: stride[0], :: stride[1]], W", f"{FIRST_IMAGE}, {UPSIDE_DOWN}"),
            "the kernel is turned upside down before it is applied, and the first image is used for "
            "the whole batch",
        ),
        ((", W)", ", W[:, :1] * np.ones_like(W))"), "weights of the filter's first channel"),
    ],
    ids=["two faults, right without padding", "never right"],
)
def test_further_questions_have_a_right_helper_as_well(told, change, sentence):
    """What is wrong with the helper is no part of what is said of a function that calls it."""
    code = NOTEBOOK.replace(*change)
    assert code != NOTEBOOK
    report, _ = told(code, CASE + BATCH)
    (its,) = (each for each in report.diagnoses if each.function == "convolution2D")
    assert its.sentence.endswith(sentence)


def test_what_passes_is_known_of_a_function_with_a_right_helper(told):
    """A fault that passing answers contradict is not named."""
    flipped = ", W[:, :, ::-1] * (stride[0] == 2) + W * (stride[0] != 2))"
    report, verdicts = told(NOTEBOOK.replace(", W)", flipped), CASE + BATCH)
    assert verdicts["batch forward"].outcome is Outcome.PASSED
    (its,) = (each for each in report.diagnoses if each.function == "convolution2D")
    assert "the vertical stride is above 1" in its.sentence
