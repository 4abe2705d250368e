"""``cnncheck run --reference-work``: what the reference is spared, and that the report says so."""

import json

CASES = """
cases:
  - {name: many, operator: conv2d, passes: [forward, backward_input], input: [1, 8, 5, 5], filter: [8, 8, 3, 3], matrix: {fill: [normal, integers]}}
  - {name: window, operator: max_pool2d, passes: [forward], input: [8, 8, 5, 5], window: 2}
"""
WRONG = """import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    out = np.einsum("ncijkl,fckl->nfij", sliding_window_view(X, W.shape[2:], axis=(2, 3)), W)
    out[-1, -1, -1, -1] += 1
    return out
"""
SAID = (
    "checked by Freivalds' identity, not element by element: random sums of the result (8 filters"
)


def test_the_report_says_what_was_checked_by_sums(cnncheck, tmp_path):
    """And of what cannot be, such as maxima, the reference's own answer is still asked."""
    (tmp_path / "c.yaml").write_text(CASES)
    words = ("run", "c.yaml", "--no-store", "--report", "json:r.json")
    done = cnncheck(*words, "--reference-work", "100")
    assert done.returncode == 0, done.stdout
    assert f"4 of 5 {SAID}" in " ".join(done.stdout.split())
    results = json.loads((tmp_path / "r.json").read_text())["results"]
    sums = {each["id"].split("::")[1]: each["verdict"]["sums"] for each in results}
    assert sums["many[fill=normal] forward"] == "8 filters"
    assert sums["window forward"] is None
    lanes = [each["verdict"]["lane"] for each in results]
    assert lanes == ["Freivalds, real"] * 2 + ["Freivalds, exact"] * 2 + ["exact"]
    plain = cnncheck(*words)
    assert "Freivalds" not in plain.stdout + (tmp_path / "r.json").read_text()


def test_what_is_wrong_fails_there(cnncheck, solution, tmp_path):
    """With the line that repeats it, and without torch as well."""
    (tmp_path / "c.yaml").write_text(CASES)
    wrong = solution(WRONG)
    for reference in ("torch", "definition"):
        done = cnncheck(
            "run",
            "c.yaml",
            "--operator",
            "conv2d",
            "--impl",
            wrong,
            "--pass",
            "forward",
            "--no-store",
            "--reference-work",
            "0",
            "--reference",
            reference,
        )
        assert done.returncode == 1
        said = " ".join(done.stdout.split())
        assert "1 of 9 random sums of 8 filters differ" in said
        assert "--reference-work 0" in said
