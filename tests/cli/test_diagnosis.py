"""The bug by its name, the smallest problem that shows it, and what is saved of it."""

import json

import pytest

OVERWRITES = """
import numpy as np

def convolution2D_backward_input(out_grad, X, W, stride):
    dX = np.zeros_like(X)
    sh, sw = stride
    N, F, OH, OW = out_grad.shape
    KH, KW = W.shape[2:]
    for i in range(OH):
        for j in range(OW):
            block = np.einsum("nf,fckl->nckl", out_grad[:, :, i, j], W)
            dX[:, :, i * sh : i * sh + KH, j * sw : j * sw + KW] = block
    return dX
"""


def test_a_known_bug_is_named_with_its_evidence_and_smallest_problem(cnncheck, cases, solution):
    """Every failing answer is explained, and whole arrays stand side by side."""
    path = solution(OVERWRITES)
    words = ("run", cases / "convolution.yaml", "--pass", "backward_input", "--impl", path)
    done = cnncheck(*words, "--report", "json:out.json", "--report", "console")
    assert done.returncode == 1
    assert "overlapping windows overwrite instead of adding up (matches on " in done.stdout
    (found,) = json.loads((path.parent / "out.json").read_text())["diagnoses"]
    assert found["function"] == "convolution2D_backward_input"
    assert [fault["id"] for fault in found["faults"]] == ["conv-backward-input/windows-overwrite"]
    assert found["faults"][0]["matched"] == found["failing"] > 20
    smallest = found["smallest"]
    X = smallest["arguments"]["X"]
    assert len(X[0][0]) * len(X[0][0][0]) <= 16
    assert smallest["got"] != smallest["expected"]


def test_saved_failures_say_later_what_is_fixed(cnncheck, cases, solution):
    """--save-failures writes cases; running them names the fixed and the still failing."""
    path = solution(OVERWRITES)
    words = ("run", cases / "convolution.yaml", "--pass", "backward_input", "--impl", path)
    saved = cnncheck(*words, "--save-failures", "fails.yaml")
    assert "saved 1 in fails.yaml; to see what is fixed: cnncheck run fails.yaml\n" in saved.stderr
    still = cnncheck("run", "fails.yaml", "--impl", path)
    assert still.returncode == 1
    assert "still failing: conv-backward-input-windows-overwrite\n" in still.stdout
    path.write_text(OVERWRITES.replace("] = block", "] += block"))
    fixed = cnncheck("run", "fails.yaml", "--impl", path)
    assert fixed.returncode == 0
    assert "fixed: conv-backward-input-windows-overwrite\n" in fixed.stdout


def test_nothing_is_saved_of_a_run_that_passes(cnncheck, cases, tmp_path):
    """And it says so."""
    done = cnncheck("run", cases / "padding.yaml", "--save-failures", "fails.yaml")
    assert done.returncode == 0
    assert done.stderr == (
        "nothing to save in fails.yaml: no failure was reduced to a small problem\n"
    )
    assert not (tmp_path / "fails.yaml").exists()


def test_without_time_for_shrinking_the_bug_still_has_its_name(cnncheck, cases, solution):
    """--shrink-time 0 looks for no smaller problem."""
    words = ("run", cases / "convolution.yaml", "--pass", "backward_input", "--shrink-time", "0")
    done = cnncheck(*words, "--impl", solution(OVERWRITES))
    assert "overlapping windows overwrite" in done.stdout
    assert "smallest:" not in done.stdout


def test_hidden_cases_are_not_diagnosed(cnncheck, tmp_path, solution):
    """A diagnosis would show what they ask."""
    (tmp_path / "hidden.yaml").write_text(
        "cases:\n  - {name: secret, operator: conv2d, passes: [backward_input], input: [2, 2, 5, 5],"
        " filter: [2, 2, 3, 3], fill: integers, visibility: hidden}\n"
    )
    done = cnncheck("run", "hidden.yaml", "--impl", solution(OVERWRITES))
    assert done.returncode == 1
    assert "smallest:" not in done.stdout
    assert "overlapping" not in done.stdout


def test_a_call_that_hangs_is_not_diagnosed(cnncheck, tmp_path, solution):
    """Asking hundreds of further problems would take hours."""
    (tmp_path / "p.yaml").write_text(
        "cases:\n  - {name: p, operator: zero_padding, input: [1, 1, 2, 2], padding: 1}\n"
    )
    path = solution("import time\ndef zero_padding(X, padding): time.sleep(60)\n")
    done = cnncheck("run", "p.yaml", "--impl", path, "--timeout", "1", timeout=20)
    assert done.returncode == 1
    assert "1 failed (timeout)" in done.stdout


def test_what_one_case_forbids_does_not_hide_the_bug(cnncheck, tmp_path, solution):
    """np.pad in the case that forbids it, and a border of ones in every other."""
    (tmp_path / "p.yaml").write_text(
        "cases:\n"
        "  - {name: own, operator: zero_padding, input: [1, 1, 3, 3], padding: 1,"
        " forbid: {zero_padding: [numpy.pad]}}\n"
        "  - {name: one, operator: zero_padding, input: [2, 1, 3, 4], padding: 1}\n"
        "  - {name: two, operator: zero_padding, input: [1, 2, 3, 3], padding: [2, 1]}\n"
    )
    path = solution(
        "import numpy as np\ndef zero_padding(X, padding):\n    (ph, pw) = padding\n"
        "    around = ((0, 0), (0, 0), (ph, ph), (pw, pw))\n"
        "    return np.pad(X, around, constant_values=1)\n"
    )
    done = cnncheck("run", "p.yaml", "--impl", path)
    assert done.returncode == 1
    assert "1 forbidden" in done.stdout or "forbidden)" in done.stdout
    assert "the border is filled with ones (matches on 2 of 2 failing cases)" in done.stdout


@pytest.mark.parametrize(("rank", "stride"), [(1, "stride 1"), (3, "stride 1")])
def test_the_smallest_problem_of_any_number_of_axes(cnncheck, solution, rank, stride):
    """Its steps are written for as many axes as there are."""
    wrong = solution(f"def conv{rank}d(input, weight, *told):\n    return 2 * input\n")
    done = cnncheck("run", "--operator", f"conv{rank}d", "--pass", "forward", "--impl", wrong)
    assert done.returncode == 1
    assert "smallest: " in done.stdout
    assert stride in done.stdout
