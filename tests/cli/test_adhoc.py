"""One problem from the command line."""

import shlex

import pytest


def test_conv_runs_all_three_passes_of_the_notebooks_case(cnncheck):
    """The line of the README."""
    done = cnncheck("conv", "--stride", "3", "6", "--padding", "2", "3")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(
        "conv2d   input 2x3x23x20   filter 7x3x6x6   stride 3x6   padding 2x3   float64   seed 1973\n"
    )
    for name in ("forward", "backward_filter", "backward_input"):
        assert done.stdout.count(f" {name} ") == 2
    assert "2x7x8x4" in done.stdout
    assert "3 passed" in done.stdout


@pytest.mark.parametrize("reference", ["torch", "definition"])
def test_pool_runs_both_passes(cnncheck, reference):
    """With the notebook's defaults, and whomever one believes."""
    words = ("--window", "3", "--stride", "2", "--fill", "ties", "--reference", reference)
    done = cnncheck("pool", *words)
    assert done.returncode == 0, done.stderr
    assert "2 passed" in done.stdout


def test_pad_shows_both_arrays(cnncheck):
    """x beside x_pad, as in the notebook's picture."""
    done = cnncheck("pad", "--show")
    assert done.returncode == 0, done.stderr
    assert "x_pad" in done.stdout.splitlines()[0]
    assert "1 passed" in done.stdout


def test_pad_plots_a_picture(cnncheck, tmp_path):
    """A real PNG of a sensible size."""
    from PIL import Image

    assert cnncheck("pad", "--plot", "padding.png").returncode == 0
    with Image.open(tmp_path / "padding.png") as picture:
        assert min(picture.size) >= 200


def test_plot_without_matplotlib_says_what_to_install(cnncheck, tmp_path):
    """The extra is named."""
    (tmp_path / "matplotlib.py").write_text("raise ImportError('none')\n")
    done = cnncheck("pad", "--plot", "x.png", PYTHONPATH=str(tmp_path))
    assert done.returncode == 2
    assert "pip install 'cnncheck[plot]'" in done.stderr


def test_a_saved_problem_is_the_same_problem(cnncheck, tmp_path):
    """--save writes a case file that run takes, with the same figures."""
    words = ("--input", "2", "3", "6", "7", "--filter", "4", "3", "3", "2", "--stride", "2", "1")
    first = cnncheck(
        "conv", *words, "--seed", "9", "--save", "mine.yaml", "--report", "json:a.json"
    )
    again = cnncheck("run", "mine.yaml", "--report", "json:b.json")
    assert (first.returncode, again.returncode) == (0, 0), again.stderr
    import json

    a, b = (json.loads((tmp_path / name).read_text())["results"] for name in ("a.json", "b.json"))
    assert [x["verdict"]["reference"] for x in a] == [x["verdict"]["reference"] for x in b]
    assert len(a) == 3


def test_the_reproduction_line_of_a_problem_repeats_it(cnncheck, solution):
    """What is printed under a failure is the same problem with the pass that failed."""
    wrong = solution(
        "import numpy as np\ndef pool_forward(X, f, s): return X[:, :, ::s, ::s] * 1\n"
    )
    done = cnncheck(
        "pool", "--impl", wrong, "--input", "1", "2", "4", "5", "--stride", "3", "--pass", "forward"
    )
    assert done.returncode == 1
    line = next(line for line in done.stdout.splitlines() if "again: " in line)
    assert line.strip().startswith(
        "again: cnncheck pool --input 1 2 4 5 --window 2 --stride 3 --seed 1975"
    )
    words = line.split("again: cnncheck ")[1].split()
    assert cnncheck(*words).returncode == 1


@pytest.mark.sample(2)
@pytest.mark.parametrize("columns", ["100", "80", "60", "45"])
def test_every_width_shows_all_passes(cnncheck, columns):
    """Tables where there is room, one line a case where there is not; never too wide."""
    done = cnncheck("conv", COLUMNS=columns)
    assert done.returncode == 0
    assert done.stdout.count("backward_filter") >= 1
    assert max(map(len, done.stdout.splitlines()[2:])) <= int(columns)


def test_what_repeats_a_failure_names_the_file_where_it_lies(cnncheck, tmp_path):
    """It runs as it stands, and finds the same."""
    (tmp_path / "their work").mkdir()
    path = tmp_path / "their work" / "mine.py"
    path.write_text("def zero_padding(X, padding):\n    return X.copy()\n")
    first = cnncheck("pad", "--impl", "their work/mine.py")
    assert first.returncode == 1
    (line,) = [each for each in first.stdout.splitlines() if "again: cnncheck " in each]
    again = cnncheck(*shlex.split(line.partition("cnncheck ")[2]))
    assert again.returncode == 1
    assert line in again.stdout
