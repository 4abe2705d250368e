"""``cnncheck run`` through the real command: what it says, and each exit code."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

POOL = """
cases:
  - {name: mine, operator: max_pool2d, input: [2, 3, 5, 7], window: 2, stride: 3, seed: 4}
"""

MINIMUM = """
import numpy as np

def pool_forward(X, f, s):
    N, C, H, W = X.shape
    out = np.zeros((N, C, 1 + (H - f) // s, 1 + (W - f) // s), X.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            out[:, :, i, j] = X[:, :, i * s : i * s + f, j * s : j * s + f].min((2, 3))
    return out
"""


@pytest.fixture(autouse=True)
def _torch_is_believed(monkeypatch):
    monkeypatch.setenv("CNNCHECK_REFERENCE", "torch")


@pytest.fixture
def pool_case(tmp_path):
    """A folder with one case of pooling, and it alone."""
    folder = tmp_path / "mycases"
    folder.mkdir()
    (folder / "pool.yaml").write_text(POOL, encoding="utf-8")
    return folder


def test_the_notebooks_figures_are_computed_on_both_sides(cnncheck, cases, tmp_path):
    """Shapes, sums, the mean and the printed corner, in the JSON report, from real arrays."""
    done = cnncheck("run", cases / "notebook.yaml", "--report", "json:out.json")
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "out.json").read_text())
    found = {result["case"]["name"]: result["verdict"] for result in report["results"]}
    for side in ("implementation", "reference"):
        assert found["padding"][side]["shape"] == [2, 3, 10, 8]
        assert found["forward"][side]["shape"] == [2, 7, 8, 4]
        assert found["pool-forward"][side]["shape"] == [2, 3, 2, 2]
        assert found["backward-filter"][side]["sum"] == pytest.approx(5340.576411697173, rel=1e-13)
        assert found["backward-input"][side]["sum"] == pytest.approx(208.39287018595633, rel=1e-13)
        assert found["pool-backward"][side]["mean"] == pytest.approx(0.2428232587752177, rel=1e-13)
        (corner,) = found["pool-backward"]["slices"]
        assert corner[side][1] == pytest.approx([1.29276074, 0, 1.15881724], abs=1e-8)
    assert found["forward"]["figures"]["squared_error"] < 1e-26
    assert found["backward-input"]["figures"]["squared_error"] == 0


def test_a_wrong_implementation_exits_1_and_is_told_what_differs(cnncheck, pool_case, solution):
    """The failure block: what differs, the worst element, and the line that repeats it."""
    done = cnncheck("run", pool_case, "--impl", solution(MINIMUM), "--pass", "forward")
    assert done.returncode == 1
    assert "FAIL mycases/pool.yaml::mine  max_pool2d forward" in done.stdout
    assert "12 of 12 elements differ; worst at [" in done.stdout.replace("24 of 24", "12 of 12")
    again = "again: cnncheck run mycases/pool.yaml --case mine --pass forward --impl "
    assert again in done.stdout
    assert "1 failed" in done.stdout


def test_where_only_missing_functions_are_asked_nothing_ran(cnncheck, pool_case, solution):
    """What the code has is not asked for, and what is asked for it does not have."""
    done = cnncheck("run", pool_case, "--impl", solution("def zero_padding(X, padding): return X"))
    assert done.returncode == 3
    assert "2 not-asked" in done.stdout


def test_a_bad_file_exits_2_with_every_mistake_and_its_place(cnncheck, tmp_path):
    """All mistakes of all files at once, on standard error."""
    (tmp_path / "a.yaml").write_text("cases:\n  - {name: x, operator: covn2d}\n  - {nome: y}\n")
    (tmp_path / "b.yaml").write_text("cases: [&a 1]\n")
    done = cnncheck("run", "a.yaml", "b.yaml")
    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert any(line.startswith("a.yaml:2:25: ") and "conv2d" in line for line in lines)
    assert any(line.startswith("a.yaml:3:") and "name" in line for line in lines)
    assert any(line.startswith("b.yaml:1:9: ") for line in lines)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "nosuch"), "error: nosuch: there is no such file or folder; check the path\n"),
        (
            ("run", ".", "--report", "jsn:x"),
            "error: there is no report format 'jsn' (there are console, json, junit, html, markdown, github); did you mean 'json'?\n",
        ),
        (
            ("run", "mycases", "--max-memory", "lots"),
            "error: 'lots' is not a size; write a number and a unit, such as 500MiB or 2GiB\n",
        ),
        (
            ("conv", "--filter", "2", "4", "3", "3"),
            "error: filter has 4 channels but input has 3; change --filter: write [2, 3, 3, 3]\n",
        ),
        (
            ("conv", "--pass", "sideways"),
            "error: --pass sideways: conv2d has no such pass; choose among forward, "
            "backward_filter, backward_input\n",
        ),
    ],
)
def test_bad_usage_exits_2_and_says_what_to_do(cnncheck, pool_case, words, message):
    """One grammar: what is wrong; what to do next."""
    done = cnncheck(*words)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", message)


def test_an_empty_selection_exits_3(cnncheck, pool_case):
    """Nothing ran is not a pass."""
    done = cnncheck("run", pool_case, "--tag", "nosuch")
    assert done.returncode == 3
    assert done.stderr.startswith("nothing ran: ")
    assert "--tag nosuch" in done.stderr


def test_untrusted_cases_fail_the_run(cnncheck, tmp_path):
    """A comparison that cannot fail is no pass."""
    (tmp_path / "zero.yaml").write_text(
        "cases:\n  - {name: z, operator: zero_padding, input: [1, 1, 1, 2], padding: 1,"
        " values: {X: [[[[0, 0]]]]}}\n"
    )
    done = cnncheck("run", "zero.yaml")
    assert done.returncode == 1
    assert "a constant result would pass this comparison too" in done.stdout


def test_a_wrong_expectation_is_disputed_and_exits_4(cnncheck, tmp_path):
    """Nobody's implementation is blamed for a wrong fact."""
    (tmp_path / "wrong.yaml").write_text(
        POOL.rstrip()[:-1] + ", passes: [forward], expect: {sum: 3}}\n"
    )
    done = cnncheck("run", "wrong.yaml")
    assert done.returncode == 4
    assert "the case expects sum 3.0, not " in done.stdout


def test_a_reader_that_leaves_does_not_fail_the_run(cnncheck, cases, tmp_path):
    """``cnncheck run | head -1`` exits 0 when all passed."""
    script = f"'{sys.executable}' -m cnncheck run '{cases}/padding.yaml' | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_a_full_disk_on_standard_output_exits_4(cnncheck, pool_case, tmp_path):
    """A report that nobody can read is the tool's failure."""
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cnncheck", "run", str(pool_case)],
            stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 4
    assert done.stderr == (
        "error: standard output cannot be written: No space left on device; "
        "free some space, or send the output elsewhere\n"
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("options", [("--report", "json:{}"), ("--save-failures", "{}")])
def test_what_cannot_be_written_is_shown_nevertheless(cnncheck, solution, tmp_path, options):
    """What was found out is not lost with its file, nor are the other files."""
    wrong = solution("def pool_forward(X, f, s):\n    return X[:, :, ::s, ::s] * 1\n")
    (tmp_path / "p.yaml").write_text(
        "cases:\n  - {name: p, operator: max_pool2d, passes: [forward], input: [1, 1, 4, 4], window: 2}\n"
    )
    full = [each.format("/dev/full") for each in options]
    done = cnncheck("run", "p.yaml", "--impl", str(wrong), *full, "--report", "junit:other.xml")
    assert done.returncode == 4
    assert "FAIL p.yaml::p  max_pool2d forward" in done.stdout
    assert done.stderr.startswith("error: cannot write /dev/full: the disk is full")
    assert "<failure" in (tmp_path / "other.xml").read_text()


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_an_interrupted_run_ends_with_its_code(name, code, tmp_path, solution):
    """Ctrl-C and a CI's kill both end the process at once, and the worker with it."""
    slow = solution("import time\ndef zero_padding(X, padding): time.sleep(60)\n")
    (tmp_path / "p.yaml").write_text(
        "cases:\n  - {name: p, operator: zero_padding, input: [1, 1, 2, 2]}\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "cnncheck", "run", "p.yaml", "--impl", str(slow)],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(4)
    process.send_signal(getattr(signal, name))
    _, stderr = process.communicate(timeout=15)
    assert process.returncode == code
    assert stderr.strip().endswith({130: "interrupted", 143: "terminated"}[code])


def test_fail_fast_stops_at_the_first_failure(cnncheck, cases, solution):
    """-x asks no more than it must."""
    done = cnncheck("run", cases, "--operator", "max_pool2d", "-x", "--impl", solution(MINIMUM))
    assert done.returncode == 1
    assert "1 failed" in done.stdout


def test_list_runs_nothing(cnncheck, pool_case):
    """Ids, operators and passes, one case a line."""
    done = cnncheck("run", pool_case, "--list")
    assert (done.returncode, done.stdout) == (
        0,
        "mycases/pool.yaml::mine  max_pool2d  forward backward\n",
    )


def test_without_a_path_it_says_which_cases_it_takes(cnncheck, tmp_path):
    """./cases if there is one, else the shipped ones."""
    here = cnncheck("run", "--list")
    assert here.returncode == 0
    assert "notebook.yaml::forward" in here.stdout
    assert here.stderr.startswith("no path given: running ")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "own.yaml").write_text(POOL)
    own = cnncheck("run", "--list")
    assert own.stdout.startswith("cases/own.yaml::mine")
    assert own.stderr == "no path given: running cases\n"


def test_reports_go_to_files_and_to_standard_output(cnncheck, pool_case, tmp_path):
    """Files are written whole; JSON on standard output takes the tables' place."""
    done = cnncheck("run", pool_case, "--report", "json", "--report", "junit:out.xml")
    assert json.loads(done.stdout)["schema"] == "cnncheck.report/2"
    assert (tmp_path / "out.xml").read_text().count("<testcase ") == 2


def test_verbose_shows_pytorchs_own_error_in_the_cases_dtype(cnncheck, cases):
    """The yardstick stands beside the implementation's figures."""
    done = cnncheck(
        "run", cases / "convolution.yaml", "--case", "many-channels*", "--pass", "forward", "-v"
    )
    assert done.returncode == 0
    assert "torch" in done.stdout.split("Errors", 1)[1]


def test_selecting_by_brackets_takes_exactly_that_case(cnncheck, cases):
    """The reproduction line's own words select one case and one pass."""
    label = "anisotropic[fill=integers,dtype=float32]"
    done = cnncheck(
        "run", cases / "convolution.yaml", "--case", label, "--pass", "forward", "--list"
    )
    assert len(done.stdout.splitlines()) == 1


def test_a_seed_replaces_every_cases_own(cnncheck, cases):
    """The notebook's sums belong to its seeds; with another seed they are not expected."""
    assert cnncheck("run", cases / "notebook.yaml", "--seed", "5").returncode == 0


def test_what_passes_imports_no_faults(cases):
    """Thousands of faults must not be made before there is something to name."""
    code = (
        f"import sys; sys.argv = ['cnncheck', 'run', {str(cases / 'notebook.yaml')!r}, '-q']\n"
        "from cnncheck.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert not [name for name in sys.modules if 'faults' in name], 'imported'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "passed" in done.stdout


def test_help_imports_neither_numpy_nor_torch():
    """Help is at hand at once."""
    code = (
        "import sys; sys.argv = ['cnncheck', '--help']\n"
        "from cnncheck.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert end.code == 0\n"
        "assert not {'numpy', 'torch', 'pydantic', 'yaml'} & set(sys.modules), 'imported'\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "run" in done.stdout


def test_version(cnncheck):
    """The version is the package's."""
    from importlib.metadata import version

    done = cnncheck("--version")
    assert (done.returncode, done.stdout) == (0, f"cnncheck {version('cnncheck')}\n")
