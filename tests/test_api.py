"""The Python API: the README's own examples, and what they return."""

import pkgutil
import types
from pathlib import Path

import pytest

import cnncheck
from cnncheck.errors import UsageError
from cnncheck.outcomes import Outcome

CASES = Path(__file__).parent.parent / "cases"

MINE = """
cases:
  - {name: mine, operator: max_pool2d, passes: [forward], input: [1, 2, 7, 9], window: 2, stride: 3}
"""


def module(**functions):
    """A module of one's own, as a kernel engineer has one."""
    made = types.ModuleType("my_kernels")
    vars(made).update(functions)
    return made


def test_run_takes_a_module_and_returns_a_report():
    """In this process, with the shipped cases."""
    report = cnncheck.run(
        CASES / "padding.yaml", implementation=module(zero_padding=cnncheck.zero_padding)
    )
    assert report.passed
    assert len(report.results) == 16
    assert report.implementations[0][0] == "my_kernels"


def test_check_takes_the_text_of_a_case_and_returns_a_verdict():
    """One case, one verdict."""
    right = cnncheck.check(MINE, implementation=module(pool_forward=cnncheck.pool_forward))
    assert right.outcome is Outcome.PASSED
    wrong = cnncheck.check(
        MINE, implementation=module(pool_forward=lambda X, f, s: X[:, :, ::s, ::s] + 0)
    )
    assert wrong.outcome in (Outcome.WRONG_VALUES, Outcome.WRONG_SHAPE)


def test_check_of_several_passes_returns_the_first_that_failed():
    """Or the one closest to its bound."""
    both = MINE.replace("passes: [forward], ", "")
    verdict = cnncheck.check(both, implementation=module(pool_forward=cnncheck.pool_forward))
    assert verdict.outcome is Outcome.NOT_ASKED
    assert cnncheck.check(both).outcome is Outcome.PASSED
    assert cnncheck.check(both, pass_name="forward").outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (MINE + MINE.replace("cases:\n", "").replace("mine", "other"),
         "the text holds 2 cases, expected exactly one; use cnncheck.run for several"),
    ],
)  # fmt: skip
def test_check_takes_exactly_one_case(text, message):
    """Several are for run."""
    with pytest.raises(UsageError) as caught:
        cnncheck.check(text)
    assert str(caught.value) == message


def test_a_pass_that_the_case_lacks_is_named():
    """With those it has."""
    with pytest.raises(UsageError) as caught:
        cnncheck.check(MINE, pass_name="sideways")
    assert str(caught.value) == "case mine has no pass sideways; choose among forward"


def test_no_module_of_ours_hides_a_public_name():
    """cnncheck.run is called, whatever has been imported; no module may be called so."""
    modules = {found.name for found in pkgutil.iter_modules(cnncheck.__path__)}
    assert modules & set(cnncheck.__all__) == set()
    assert {"asking", "cli", "layers"} <= modules


@pytest.mark.parametrize("name", cnncheck.__all__)
def test_every_public_name_can_be_had(name):
    """And documents itself."""
    assert getattr(cnncheck, name).__doc__


def test_a_name_that_is_not_there_is_an_attribute_error():
    """As of any module."""
    with pytest.raises(AttributeError, match="module 'cnncheck' has no attribute 'nosuch'"):
        _ = cnncheck.nosuch
