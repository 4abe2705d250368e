"""``cnncheck bench`` through the real command, on problems so small that nothing takes time."""

import json

import jsonschema
import pytest

from cnncheck.bench.bench_json import schema
from cnncheck.bench.bench_reading import read_bench
from cnncheck.bench.benching import bench_paths, parse_threads
from cnncheck.cases.loading import load_cases
from cnncheck.errors import UsageError
from cnncheck.operators import OPERATORS

CASES = """
defaults: {fill: normal, seed: 5}
cases:
  - {name: pad, operator: zero_padding, input: [1, 2, 3, 4], padding: [2, 1], matrix: {dtype: [float32, float64]}}
  - {name: pool, operator: max_pool2d, input: [1, 2, 6, 4], window: 2, stride: 2}
"""

SOLUTION = """
import numpy as np

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    return out
"""
QUICK = ("--time", "0")
ONE = ("--case", "pad", "--dtype", "float32", "--peer", "im2col")
"""One question, beside what starts sooner than torch."""


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text(CASES, encoding="utf-8")
    return path


def test_tables_on_stdout_and_progress_on_stderr(cnncheck, file):
    """A table, means and the machine; a line for each measurement beside it."""
    done = cnncheck("bench", "c.yaml", "--case", "pad", "--peer", "im2col", *QUICK)
    assert done.returncode == 0, done.stderr
    for part in (
        "float32, 1 thread, beside im2col",
        "float64, 1 thread, beside im2col",
        "geometric means of ours / peer",
        "matrix product: ",
        "2 measured in ",
    ):
        assert part in done.stdout
    first, second = done.stderr.splitlines()
    assert first.startswith("[1/2] pad forward, float32, 1 thread, beside im2col: ")
    assert second.startswith("[2/2] pad forward, float64, 1 thread, beside im2col: ")


def test_json_compared_with_a_later_run(cnncheck, file, tmp_path):
    """A document alone on standard output; a later run against it, and against a faster past."""
    words = ("bench", "c.yaml", *ONE, "-q", *QUICK)
    done = cnncheck(*words, "--threads", "1,2", "--report", "json")
    assert (done.returncode, done.stderr) == (0, "")
    document = json.loads(done.stdout)
    jsonschema.validate(document, schema(), jsonschema.Draft202012Validator)
    assert [(each["threads"], each["peer"]) for each in document["measurements"]] == [
        (1, "im2col"),
        (2, "im2col"),
    ]
    document["measurements"][0]["ratio"].update(median=1e-9, error=0.0)
    (tmp_path / "old.json").write_text(json.dumps(document), encoding="utf-8")
    later = cnncheck(*words, "--compare", "old.json", "--fail-slower", "50", "--report", "json:n")
    assert later.returncode == 1
    slower, removed, counts = later.stdout.partition("old.json\n")[2].splitlines()
    assert slower.startswith(
        "  slower   c.yaml::pad[dtype=float32] forward, 1 thread, beside im2col"
    )
    assert removed == "  removed  c.yaml::pad[dtype=float32] forward, 2 threads, beside im2col"
    assert counts == "1 slower, 1 removed"
    assert len(read_bench(tmp_path / "n").entries) == 1


def test_anyones_code_is_contained_and_timed(cnncheck, file, solution, tmp_path):
    """Right functions are timed by the worker's word; missing ones are named."""
    solution(SOLUTION)
    done = cnncheck(
        "bench",
        "c.yaml",
        "--impl",
        "solution.py",
        "--peer",
        "im2col",
        "-q",
        "--report",
        "json",
        *QUICK,
    )
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [each["name"] for each in document["measurements"]] == ["pad", "pad"]
    assert document["measurements"][0]["ours"]["extra_bytes"] is None
    assert document["implementation"]["isolation"].startswith("own process")
    assert document["notes"] == [
        "solution.py has no pool_forward: not timed",
        "solution.py has no pool_back: not timed",
    ]


def test_a_wrong_solution_is_not_timed(cnncheck, file, solution):
    """Exit 1 with the reason; what is right is timed all the same."""
    wrong = SOLUTION.replace("return out", "return out + (X.dtype == np.float32)")
    solution(wrong)
    words = ("--case", "pad", "--peer", "im2col", "--impl", "solution.py", "-q", *QUICK)
    done = cnncheck("bench", "c.yaml", *words)
    assert done.returncode == 1
    said = " ".join(done.stdout.split())
    assert "c.yaml::pad[dtype=float32] forward: solution.py was not timed, wrong-" in said
    assert "1 measured, 1 of solution.py refused" in said


def test_markdown_and_a_picture(cnncheck, file, tmp_path):
    """Files beside the tables."""
    words = ("--report", "markdown:b.md", "--plot", "b.png", "-q", *QUICK)
    done = cnncheck("bench", "c.yaml", "--operator", "max_pool2d", "--peer", "einsum", *words)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "b.md").read_text(encoding="utf-8").startswith("**2 measured** in ")
    assert (tmp_path / "b.png").read_bytes().startswith(b"\x89PNG")
    assert "einsum has no max_pool2d backward: timed alone" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--threads", "1,zero"),
            "--threads 1,zero is no list of numbers of threads; write --threads 1,2",
        ),
        (
            ("--fail-slower", "5"),
            "--fail-slower needs something to compare with; add --compare OLD.json",
        ),
    ],
)
def test_bad_usage_is_told_before_anything_is_measured(cnncheck, file, words, message):
    """Exit 2 and one line; the other messages are tested where they are written."""
    done = cnncheck("bench", "c.yaml", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: {message}\n"


def test_nothing_selected_is_no_success(cnncheck, file):
    """Exit 3, naming the option that fits nothing."""
    done = cnncheck("bench", "c.yaml", "--tag", "resnet")
    assert done.returncode == 3
    assert done.stderr == (
        "nothing ran: nothing fits --tag resnet; see what there is with --list\n"
    )


def test_without_a_path_the_benchmarks_are_meant(cnncheck, tmp_path, monkeypatch, cases):
    """Those of the current folder if it has some, else those that come with cnncheck."""
    done = cnncheck("bench", "--list")
    assert done.returncode == 0
    assert "resnet-3x3-at-14[dtype=float32]  conv2d  forward backward_filter" in done.stdout
    monkeypatch.chdir(tmp_path)
    assert bench_paths(())[0] == cases / "bench"
    (tmp_path / "cases" / "bench").mkdir(parents=True)
    (tmp_path / "cases" / "bench" / "own.yaml").write_text(CASES, encoding="utf-8")
    assert [line.split("::")[0] for line in cnncheck("bench", "--list").stdout.splitlines()] == [
        "cases/bench/own.yaml"
    ] * 3


def test_run_does_not_enter_the_benchmarks(cases):
    """They would take minutes, and check nothing that the others do not."""
    assert not any("bench" in case.file for case in load_cases(cases, OPERATORS))
    timed = load_cases(cases / "bench", OPERATORS)
    assert {case.dtype for case in timed} == {"float32", "float64"}
    assert {case.fill for case in timed} == {"normal"}
    assert {"resnet", "vgg", "alexnet", "lenet", "mobilenet", "inception", "unet", "pooling"} <= {
        tag for case in timed for tag in case.tags
    }


def test_threads_are_a_list():
    """Each once, in the order given."""
    assert parse_threads("2, 1,2") == (2, 1)
    for text in ("", "0", "1,,2", "-1", "1.5", "²"):
        with pytest.raises(UsageError, match="is no list of numbers of threads"):
            parse_threads(text)


TURNS_WRONG = """
import numpy as np

calls = []

def zero_padding(X, padding):
    ph, pw = padding
    out = np.zeros((*X.shape[:2], X.shape[2] + 2 * ph, X.shape[3] + 2 * pw), X.dtype)
    out[:, :, ph : ph + X.shape[2], pw : pw + X.shape[3]] = X
    calls.append(0)
    out[-1, -1, -1, -1] += len(calls) == 6
    return out
"""


def test_results_are_verified_while_they_are_timed(cnncheck, file, tmp_path):
    """What is wrong in between exits 1, and is found with ``--verify`` alone."""
    words = ("bench", "c.yaml", *ONE, "-q", *QUICK)
    for text, verified, code in (
        (SOLUTION, True, 0),
        (TURNS_WRONG, False, 0),
        (TURNS_WRONG, True, 1),
    ):
        (tmp_path / "s.py").write_text(text)
        done = cnncheck(*words, "--impl", "s.py", *(["--verify"] if verified else []))
        assert done.returncode == code, done.stdout + done.stderr
        assert ("all elements" in done.stdout) == (verified and not code)
    said = " ".join(done.stdout.split())
    assert "right when it was checked, wrong when it was timed: 1 of" in said
