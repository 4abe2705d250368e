"""``cnncheck run --baseline`` through the real command."""

import json

import pytest

CASES = """
cases:
  - {name: small, operator: zero_padding, input: [1, 2, 3, 4], padding: [2, 1], seed: 7}
  - {name: tall, operator: zero_padding, input: [1, 2, 9, 4], padding: [3, 1], seed: 8}
  - {name: wide, operator: zero_padding, input: [1, 2, 3, 11], padding: [3, 1], seed: 9}
"""

CODE = """
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out * (X.shape not in {WRONG})
"""
QUICKLY = ("--reference", "definition", "--no-isolation", "--shrink-time", "0")
SMALL, TALL, WIDE = "(1, 2, 3, 4)", "(1, 2, 9, 4)", "(1, 2, 3, 11)"


@pytest.fixture
def run(cnncheck, solution, tmp_path):
    """A function that runs code which is wrong for some shapes."""
    (tmp_path / "c.yaml").write_text(CASES, encoding="utf-8")

    def run(*words, wrong=()):
        solution(CODE.replace("{WRONG}", f"[{', '.join(wrong)}]"))
        return cnncheck("run", "c.yaml", "--impl", "solution.py", "-q", *QUICKLY, *words)

    return run


@pytest.fixture
def baseline(run):
    """A report in which the small and the tall case fail."""
    assert run("--report", "json:base.json", wrong=(SMALL, TALL)).returncode == 1
    return "base.json"


def test_what_failed_before_does_not_fail_the_run(run, baseline):
    """It is still shown as a failure, and named once more at the end."""
    done = run("--baseline", baseline, wrong=(SMALL, TALL))
    assert done.returncode == 0, done.stderr
    assert "FAIL c.yaml::small" in done.stdout
    assert done.stdout.endswith(
        "compared with base.json\n\n"
        "still failing (2)\n"
        "  c.yaml::small  zero_padding forward   wrong-values\n"
        "  c.yaml::tall  zero_padding forward   wrong-values\n\n"
        "no new failure, 2 still failing, 1 as before\n"
    )


def test_a_new_failure_fails_the_run_and_what_is_fixed_is_named(run, baseline):
    """Each under its own heading."""
    done = run("--baseline", baseline, wrong=(SMALL, WIDE))
    assert done.returncode == 1
    assert done.stdout.endswith(
        "compared with base.json\n\n"
        "new failures (1)\n"
        "  c.yaml::wide  zero_padding forward   wrong-values\n\n"
        "fixed (1)\n"
        "  c.yaml::tall  zero_padding forward   was wrong-values\n\n"
        "still failing (1)\n"
        "  c.yaml::small  zero_padding forward   wrong-values\n\n"
        "1 new failure, 1 fixed, 1 still failing\n"
    )


def test_a_case_that_the_baseline_lacks_fails_the_run(run, baseline, tmp_path):
    """A new case that fails is a new failure; a case that is left out is not fixed."""
    data = json.loads((tmp_path / baseline).read_text())
    data["results"] = [each for each in data["results"] if each["case"]["name"] != "small"]
    (tmp_path / "less.json").write_text(json.dumps(data))
    done = run("--baseline", "less.json", "--case", "small", wrong=(SMALL,))
    assert done.returncode == 1
    assert done.stdout.endswith("1 new failure, 1 added, 2 removed\n")
    done = run("--baseline", baseline, "--case", "wide")
    assert done.returncode == 0
    assert "fixed" not in done.stdout


def test_a_report_on_standard_output_stays_whole(run, baseline):
    """The comparison goes to standard error then."""
    done = run("--baseline", baseline, "--report", "json", wrong=(WIDE,))
    assert done.returncode == 1
    assert json.loads(done.stdout)["counts"] == {"passed": 2, "wrong-values": 1}
    assert done.stderr.endswith("1 new failure, 2 fixed\n")


def test_a_bad_baseline_is_refused_before_anything_runs(run, tmp_path):
    """It would be a pity after an hour."""
    (tmp_path / "bad.json").write_text('{"schema": "cnncheck.report/0"}')
    done = run("--baseline", "bad.json", "--report", "json:out.json")
    assert done.returncode == 2
    assert done.stderr.startswith(
        'error: bad.json: the schema is "cnncheck.report/0", this cnncheck reads'
    )
    assert not (tmp_path / "out.json").exists()
