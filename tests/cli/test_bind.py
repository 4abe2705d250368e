"""A bind names the code under test, wherever code is run."""

import re
import shlex
import types

import pytest

import cnncheck as api
from cnncheck.errors import UsageError

MINE = """\
import numpy as np

def mine(X, padding):
    return np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2)) + 1
"""
CASES = """\
cases:
  - {name: pad, operator: zero_padding, input: [1, 1, 2, 2], padding: [1, 1], points: 1}
"""
COMMANDS = {
    "run": ("run", "cases", "--bind"),
    "pad": ("pad", "--bind"),
    "fuzz": ("fuzz", "zero_padding", "--max-examples", "2", "--bind"),
    "bench": ("bench", "cases", "--time", "0", "--bind"),
}


@pytest.fixture(autouse=True)
def _files(tmp_path):
    (tmp_path / "cases" / "bench").mkdir(parents=True)
    (tmp_path / "cases" / "a.yaml").write_text(CASES)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "mine.py").write_text(MINE)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_bind_alone_names_the_code(cnncheck, command):
    """The built-in code is not checked in its place, and what is wrong with it is seen."""
    done = cnncheck(*COMMANDS[command], "zero_padding=sub/mine.py:mine")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "mine.py" in done.stdout + done.stderr


@pytest.mark.sample(3)
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("gone.py:mine", "gone.py is not there"),
        ("mine", "no code is named that has it"),
        ("sub/mine.py:gone", "bound to sub/mine.py:gone, which mine.py does not have"),
    ],
    ids=["no file", "no code", "no function"],
)
def test_what_it_names_has_to_be_there(cnncheck, command, target, words):
    """Exit 2, and nothing is checked."""
    done = cnncheck(*COMMANDS[command], f"zero_padding={target}")
    assert (done.returncode, words in done.stderr) == (2, True), done.stderr


def test_python_and_modules_are_bound_alike(tmp_path, monkeypatch):
    """By the same option; a module has no files."""
    monkeypatch.chdir(tmp_path)
    bound = api.Options(bind={"zero_padding": "sub/mine.py:mine"})
    assert not api.run("cases", options=bound).passed
    module = types.ModuleType("mine")
    module.pad = api.zero_padding
    options = api.Options(bind={"zero_padding": "pad"})
    assert api.run("cases", implementation=module, options=options).passed
    with pytest.raises(UsageError, match="zero_padding is bound to gone, which is not there"):
        api.run("cases", implementation=module, options=api.Options(bind={"zero_padding": "gone"}))


def test_benchmarks_are_collected_by_pytest_only_where_they_are_named(pytester):
    """As `cnncheck run` reads them."""
    (pytester.path / "cases" / "bench").mkdir(parents=True)
    (pytester.path / "cases" / "a.yaml").write_text(CASES)
    (pytester.path / "cases" / "bench" / "b.yaml").write_text(CASES)
    for path, files in (("cases", ["a"]), ("cases/bench", ["b"]), ("cases/bench/b.yaml", ["b"])):
        done = pytester.runpytest_inprocess(path, "--collect-only", "-q", "-p", "no:cacheprovider")
        found = [line for line in done.outlines if "::" in line]
        assert [line.split(".yaml")[0][-1] for line in found] == files


OTHER = """\
def zero_padding(X, padding):
    return X

def highest(X, f, s):
    OH, OW = 1 + (X.shape[2] - f) // s, 1 + (X.shape[3] - f) // s
    return ROWS(X)[:, :, ::s, ::s][:, :, :OH, :OW]
"""
TWO = """\
cases:
  - {name: pad, operator: zero_padding, input: [1, 1, 2, 2], padding: [1, 1]}
  - {name: pool, operator: max_pool2d, passes: [forward], input: [1, 2, 4, 4], window: 1, stride: 2}
"""


def test_several_files_are_checked_together_in_whichever_order(cnncheck, solution, tmp_path):
    """What is bound is where it says, with what lies beside it; the line that repeats it works."""
    (tmp_path / "other").mkdir()
    solution("import numpy as np\ndef rows(X): return np.array(X)\n", "other/rows.py")
    text = "from rows import rows\n" + OTHER.replace("ROWS", "rows")
    solution(text, "other/pooling.py")
    solution(TWO, "two.yaml")
    binds = ("zero_padding=sub/mine.py:mine", "pool_forward=other/pooling.py:highest")
    told = []
    for first, second in (binds, binds[::-1]):
        words = ("two.yaml", "--reference", "definition", "-q")
        done = cnncheck("run", *words, "--bind", first, "--bind", second)
        assert done.returncode == 1
        assert "1 passed, 1 failed (wrong-values)" in done.stdout, done.stdout
        again = re.search(r"again: cnncheck (.*)", done.stdout)[1]
        assert cnncheck(*shlex.split(again)).returncode == 1
        told.append(re.sub(r" --bind \S+| in \S+ s", "", done.stdout))
    assert told[0] == told[1]
    done = cnncheck("run", "two.yaml", "--impl", "sub/mine.py", "--bind", binds[1])
    assert done.returncode == 2
    assert "name both files, with a comma between them: --impl FILE,other/pooling.py" in done.stderr
