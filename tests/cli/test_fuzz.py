"""``cnncheck fuzz`` through the real command: what it finds, how it is repeated, each exit code."""

import json
import re

import pytest

from cnncheck.operators import OPERATORS

FIRST_MAXIMA = """
import numpy as np

def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, 1 + (H - f) // s, 1 + (W - f) // s), X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].max((2, 3))
    return out

def pool_back(grad_pool, X, f, s):
    dX = np.zeros_like(X)
    for i in range(grad_pool.shape[2]):
        for j in range(grad_pool.shape[3]):
            window = X[:, :, i * s : i * s + f, j * s : j * s + f]
            best = window == window.max((2, 3), keepdims=True)
            out = dX[:, :, i * s : i * s + f, j * s : j * s + f]
            out += np.where(best, grad_pool[:, :, i : i + 1, j : j + 1], 0)
    return dX
"""

FIRST = """window.max((2, 3), keepdims=True)
            flat = best.reshape(*best.shape[:2], -1)
            best = (flat & (flat.cumsum(-1) == 1)).reshape(best.shape)
"""
"""In place of all maxima the first, but where one is NaN."""

QUICK = ("--reference", "definition", "--max-examples", "60")


def test_right_code_passes(cnncheck, tmp_path):
    """Nothing fails, nothing is saved, and nothing is left in the folder."""
    done = cnncheck("fuzz", "--seed", "3", "--max-examples", "30", "--save", "f.yaml")
    assert done.returncode == 0, done.stdout
    assert re.fullmatch(r"30 cases drawn, \d\d questions, seed 3; nothing to save\n", done.stderr)
    assert re.search(r"^\d\d passed", done.stdout, re.M)
    assert list(tmp_path.iterdir()) == []


def test_a_bug_is_found_named_saved_and_found_again(cnncheck, solution, tmp_path):
    """Ties: the smallest case, in the report of a run, and as YAML."""
    code = solution(FIRST_MAXIMA)
    words = ("fuzz", "max_pool2d", "--impl", code.name, "--seed", "7", "--max-examples", "200")
    done = cnncheck(
        *words, "--save", "found.yaml", "--report", "json:f.json", "--report", "console"
    )
    assert done.returncode == 1, done.stderr
    assert re.fullmatch(
        r"\d+ cases? drawn, \d+ questions, seed 7; saved 1 in found.yaml\n", done.stderr
    )
    (result,) = json.loads((tmp_path / "f.json").read_text())["results"]
    assert (result["function"], result["verdict"]["outcome"]) == ("pool_back", "wrong-values")
    assert "every element equal to the maximum gets the whole gradient" in done.stdout
    again = re.search(r"again: cnncheck (run .*)", done.stdout).group(1)
    assert again == (
        "run found.yaml --case max_pool2d-backward-wrong-values --pass backward "
        "--impl solution.py --reference definition"
    )
    assert cnncheck(*again.split()).returncode == 1
    found = (tmp_path / "found.yaml").read_text()
    assert "operator: max_pool2d" in found
    cnncheck(*words, "--save", "other.yaml")
    assert (tmp_path / "other.yaml").read_text() == found


def test_without_a_file_the_problem_itself_is_asked_again(cnncheck, solution):
    """By the command for one problem, and not by the whole search."""
    code = solution(FIRST_MAXIMA)
    words = ("fuzz", "max_pool2d", "--impl", code.name, "--pass", "backward", "--seed", "2")
    done = cnncheck(*words, *QUICK)
    assert done.returncode == 1, done.stdout
    again = re.search(r"again: cnncheck (.*)", done.stdout).group(1)
    assert again.startswith("pool --input 1 1 ")
    assert again.endswith(" --pass backward --impl solution.py --reference definition")
    repeated = cnncheck(*again.split())
    assert repeated.returncode == 1
    shown = done.stdout[: done.stdout.index("again: ")]
    message = re.findall(r"^  \d+ of \d+ elements differ; .*", shown, re.M)[-1]
    assert message in repeated.stdout


def test_what_no_command_can_say_is_found_again_by_its_seed(cnncheck, solution):
    """A seed that nobody chose is told, in the line that repeats the failure."""
    part = "grad_pool.shape != pool_forward(X, f, s).shape"
    right = FIRST_MAXIMA.replace("window.max((2, 3), keepdims=True)\n", FIRST)
    code = solution(right.replace("return dX", f"return dX + ({part})"))
    words = ("fuzz", "max_pool2d", "--impl", code.name, "--pass", "backward", *QUICK)
    done = cnncheck(*words)
    assert done.returncode == 1, done.stdout
    again = re.search(r"again: cnncheck (fuzz .*)", done.stdout).group(1)
    seed = re.search(r"seed (\d+)", done.stderr).group(1)
    assert again == (
        f"fuzz max_pool2d --pass backward --max-examples 60 --seed {seed} "
        "--impl solution.py --reference definition"
    )
    repeated = cnncheck(*again.split())
    assert repeated.returncode == 1
    failures = [re.split(r"\n\n.*solution.py ", each.stdout)[0] for each in (done, repeated)]
    assert failures[0] == failures[1]


def test_missing_functions_do_not_stop_it(cnncheck, solution):
    """They are told, and neither fail the run nor are saved."""
    code = solution(FIRST_MAXIMA.replace("window == window.max", "window == -window.max"))
    done = cnncheck("fuzz", "--impl", code.name, "--seed", "1", "--save", "f.yaml", *QUICK)
    assert done.returncode == 1
    assert " functions  solution.py does not have them: zero_padding," in done.stdout
    assert "FAIL fuzz::max_pool2d-backward-wrong-values" in done.stdout
    assert "saved 1 in f.yaml" in done.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("conv4d",),
            "error: there is no operator 'conv4d'; choose among zero_padding, conv2d, "
            f"{', '.join([*OPERATORS][2:])}\n",
        ),
        (
            ("conv2d", "--pass", "backward"),
            "error: --pass backward: conv2d has no such pass; "
            "choose among forward, backward_filter, backward_input, backward_bias\n",
        ),
        (
            ("--pass", "back"),
            "error: --pass back: no operator has such a pass; "
            "choose among forward, backward_filter, backward_input, backward_bias, backward\n",
        ),
    ],
)
def test_impossible_options_are_refused(cnncheck, words, message):
    """With what to write instead."""
    done = cnncheck("fuzz", *words)
    assert (done.returncode, done.stderr) == (2, message)


def test_hypothesis_is_asked_for_by_name(cnncheck, tmp_path):
    """It is an extra: without it the command says how to get it."""
    (tmp_path / "hypothesis").mkdir()
    (tmp_path / "hypothesis" / "__init__.py").write_text(
        "raise ModuleNotFoundError(\"No module named 'hypothesis'\", name='hypothesis')\n"
    )
    done = cnncheck("fuzz", *QUICK, PYTHONPATH=str(tmp_path))
    assert (done.returncode, done.stderr) == (
        2,
        "error: cnncheck fuzz needs hypothesis, which is not installed; "
        "install it: pip install 'cnncheck[fuzz]'\n",
    )


def test_time_that_runs_out_is_told(cnncheck):
    """What was asked until then counts."""
    done = cnncheck(
        "fuzz", "zero_padding", "--max-examples", "1000000", "--time", "0.5", "--seed", "0", "-q",
        "--reference", "definition",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("seed 0; stopped after 0.5 s, as --time says\n")


def test_help_names_the_extra():
    """Brackets are not eaten as markup."""
    from typer.testing import CliRunner

    from cnncheck.cli.app import application

    shown = CliRunner().invoke(application(), ["fuzz", "--help"], env={"COLUMNS": "100"}).output
    assert "cnncheck[fuzz]" in shown
