"""``cnncheck prove`` through the real command: tables, sentences, JSON, each exit code."""

import json
from pathlib import Path

import jsonschema
import pytest

from cnncheck.prove.prove_json import schema

ROOT = Path(__file__).parent.parent.parent
VECTORISED = ROOT / "tests" / "solutions" / "vectorised.py"
NOTEBOOK = ROOT / "cases" / "notebook.yaml"

FLIPPED = """import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def convolution2D(X, W, stride, padding):
    X = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
    windows = sliding_window_view(X, W.shape[2:], axis=(2, 3))[:, :, :: stride[0], :: stride[1]]
    return np.einsum("ncijkl,fckl->nfij", windows, W[:, :, ::-1])
"""


def test_a_right_solution(cnncheck, tmp_path):
    """For the notebook's shapes and more, in a jail; the seed draws the same again."""
    words = ("prove", NOTEBOOK, "--operator", "conv2d", "--impl", VECTORISED)
    done = cnncheck(*words, "--report", "json:p.json", "--report", "console")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "convolution2D_backward_input backward_input 65 65 0 0 PROVED" in said
    assert (
        "proved for 65 shapes; all 10 lines were taken; another polynomial would have passed one "
        "shape with p <= 2^-60" in said
    )
    proof = json.loads((tmp_path / "p.json").read_text())
    jsonschema.validate(proof, schema())
    assert proof["schema"] == "cnncheck.prove/1"
    assert proof["isolation"].startswith("own process")
    assert done.stderr == f"to draw the same again: --seed {proof['seed']}\n"
    forward = proof["functions"][0]
    assert (forward["verdict"], forward["degree"]) == ("proved", 2)
    assert -60.1 < forward["miss_log2"] <= -60
    assert forward["lines"] == {"count": 10, "taken": 10, "left": []}
    assert forward["shapes"][0]["input"] == [2, 3, 23, 20]
    assert [each["proposed"] for each in forward["shapes"]] == [False] + (
        len(forward["shapes"]) - 1
    ) * [True]
    assert len(forward["shapes"]) > 65
    again = cnncheck(*words, "--seed", proof["seed"], "--shapes", "0", "--report", "json")
    assert again.stderr == ""
    assert json.loads(again.stdout)["prime"] == proof["prime"]


def test_a_wrong_one_is_told_in_small_integers(cnncheck, solution):
    """With the smallest shape, and what comes out of it."""
    words = ("--impl", solution(FLIPPED), "--case", "forward", "--seed", "5", "--shrink-time", "60")
    done = cnncheck("prove", NOTEBOOK, *words)
    assert (done.returncode, done.stderr) == (1, "")
    said = " ".join(done.stdout.split())
    assert "input 2x3x23x20, filter 7x3x6x6, stride 3x6, padding 2x3: " in said
    assert "smallest: X 1x1x2x1 [0 1], W 1x1x2x1 [0 1], stride 1x1, padding 0x0" in said
    assert "got 1x1x1x1 [0], expected 1x1x1x1 [1]" in said
    assert "1 wrong modulo 2^61 - " in said


def test_what_is_refused_fails_unless_that_is_excused(cnncheck, solution):
    """The line is named."""
    looking = FLIPPED.replace("    windows", "    X = np.where(X == 0, 0, X)\n    windows")
    words = ("--impl", solution(looking), "--case", "forward")
    done = cnncheck("prove", NOTEBOOK, *words)
    assert done.returncode == 1
    assert "compares a value (`X = np.where(X == 0, 0, X)` at solution.py:7)" in " ".join(
        done.stdout.split()
    )
    assert cnncheck("prove", NOTEBOOK, *words, "--refused", "skip").returncode == 3


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("--impl", "builtin"), 2, "only source can be run on exact values"),
        (("--impl", VECTORISED, "--tag", "nothing"), 3, "nothing ran"),
        (("--impl", VECTORISED, "--report", "junit"), 2, "a proof has no format 'junit'"),
        (("--impl", VECTORISED, "--report", "json:"), 2, "names no file"),
    ],
)
def test_bad_usage(cnncheck, words, code, why):
    """Each in a sentence."""
    done = cnncheck("prove", NOTEBOOK, *words)
    assert (done.returncode, done.stdout) == (code, "")
    assert why in done.stderr


def test_a_pass_says_what_it_proves(cnncheck, tmp_path):
    """In JSON and in the full table; of a seed from the system's entropy, which is told."""
    (tmp_path / "full.yaml").write_text(
        "cases:\n  - {name: full, operator: conv2d, passes: [forward], input: [1, 2, 4, 4], "
        "filter: [2, 2, 2, 2], fill: full_integers}\n"
    )
    words = ("run", "full.yaml", "--impl", VECTORISED, "-v", "--report", "json:r.json")
    done = cnncheck(*words, "--report", "console", "--seed", "random")
    assert done.returncode == 0, done.stderr
    (result,) = json.loads((tmp_path / "r.json").read_text())["results"]
    assert -50 < result["verdict"]["log2_miss"] < -40
    assert f"exact, 2^{result['verdict']['log2_miss']:.3}"[:10] in done.stdout
    told = done.stderr.removeprefix("to draw the same again: --seed ")
    assert int(told) > 0
    assert f"--seed {told.strip()}" in result["again"]
    wrong = cnncheck("run", "full.yaml", "--seed", "chance")
    assert "chance is neither random nor a number up to 4294967295" in " ".join(
        wrong.stderr.replace("│", " ").split()
    )


def test_a_run_proves_besides(cnncheck, solution, tmp_path):
    """What no case shows fails it, and what is refused does not."""
    (tmp_path / "one.yaml").write_text(
        "cases:\n  - {name: one, operator: conv2d, passes: [forward], input: [1, 1, 4, 5], "
        "filter: [1, 1, 1, 1], fill: integers}\n"
    )
    words = ("run", "one.yaml", "--impl", solution(FLIPPED), "--seed", "3", "--prove")
    done = cnncheck(*words)
    assert done.returncode == 1, done.stderr
    assert "1 passed in" in done.stdout
    assert "convolution2D" in done.stdout.partition("1 passed in")[2]
    assert json.loads(cnncheck(*words, "--report", "json").stdout)["results"]
    refusing = solution(FLIPPED.replace("W[:, :, ::-1]", "np.where(W == 0, 0, W)"), "refusing.py")
    done = cnncheck("run", "one.yaml", "--impl", refusing, "--prove")
    assert done.returncode == 0, done.stdout
    assert "compares a value" in done.stdout
    done = cnncheck("run", "one.yaml", "--prove")
    assert (done.returncode, done.stdout) == (2, "")
    assert "only source can be proved, and not the built-in layers" in done.stderr
