"""Loops, limits and signals through the real command: what is known is kept, shown and written."""

import json
import time
from collections import Counter

import pytest

from cnncheck.operators import FUNCTIONS

LOOP = """
def {name}(*arguments):
    while True:
        pass
"""


@pytest.fixture
def looping(solution, cases):
    """A function that writes a right solution in which some functions never return."""
    right = (cases.parent / "tests" / "solutions" / "vectorised.py").read_text("utf-8")

    def write(*names):
        return solution(right + "".join(LOOP.format(name=name) for name in names))

    return write


def test_a_loop_costs_two_timeouts(cnncheck, cases, tmp_path, looping):
    """The other cases of the function are told apart, and the other functions are all asked."""
    started = time.monotonic()
    done = cnncheck("run", cases, "--impl", looping("pool_back"), "--timeout", "1",
                    "--report", "json:report.json", "--report", "console")  # fmt: skip
    assert time.monotonic() - started < 40  # of 78 timeouts
    assert done.returncode == 1
    results = json.loads((tmp_path / "report.json").read_text())["results"]
    backward = [each["verdict"] for each in results if each["function"] == "pool_back"]
    assert {each["outcome"] for each in backward} == {"timeout"}
    said = Counter(each["message"] for each in backward)
    assert set(said) == {
        "pool_back(grad_pool, X, f, s) did not return within 1 s",
        "pool_back(grad_pool, X, f, s) was not asked again after 2 timeouts (--patience)",
    }
    assert all(r["verdict"]["passed"] for r in results if r["function"] != "pool_back")
    # the example is one that really did not return
    assert "did not return within 1 s" in done.stdout
    assert "not asked again" not in done.stdout


def test_loops_everywhere_cost_two_timeouts_a_function(cnncheck, cases, looping):
    """Nothing that follows the verdicts asks again: no diagnosis, no smaller problem."""
    started = time.monotonic()
    done = cnncheck("run", cases, "--impl", looping(*FUNCTIONS), "--timeout", "0.5")
    assert time.monotonic() - started < 40
    assert done.returncode == 1
    assert " passed" not in done.stdout.splitlines()[-1]
