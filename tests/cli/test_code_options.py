"""The options about code under test: the same everywhere, and repeated by reproduction lines."""

import re
import shlex

import pytest

from cnncheck.api.typed import options_from
from cnncheck.errors import UsageError
from cnncheck.options import SAID, Options, flag_of

HALF = """\
import numpy as np

def mine(X, padding):
    ph, pw = padding
    if X.shape[0] == 1:
        raise NotImplementedError
    return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw))) + 1
"""
CASES = """\
cases:
  - name: one
    operator: zero_padding
    input: [2, 1, 2, 2]
    padding: [1, 1]
    points: 1
"""
EVERYWHERE = {"bind", "forbid", "allow", "algorithm", "timeout", "memory", "require_jail"}
LEFT_OUT = {
    "run": {"submission_timeout"},
    "conv": {"submission_timeout"},
    "pool": {"submission_timeout"},
    "pad": {"submission_timeout"},
    "fuzz": {"submission_timeout", "require_all"},
    "grade": {"require_all"},
    "bench": {"submission_timeout", "require_all", "patience", "unsupported", "isolated"},
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("command", LEFT_OUT)
def test_every_command_that_runs_code_takes_the_options(cnncheck, command):
    """One set of options: what a command leaves out is listed above, and nowhere else."""
    done = cnncheck(command, "--help")
    offered = {name for name in SAID if re.search(rf"--{flag_of(name)}\b", done.stdout)}
    assert offered == set(SAID) - LEFT_OUT[command]
    assert offered >= EVERYWHERE
    assert "--dtype" in done.stdout


@pytest.mark.parametrize(
    ("words", "form"),
    [
        (["run", "cases"], "run cases/one.yaml --case one --pass forward"),
        (["pad", "--input", "2", "1", "2", "2", "--padding", "1", "1"], "pad --input 2 1 2 2"),
        (["fuzz", "zero_padding", "--max-examples", "3", "--seed", "1"], "pad --input 1 1 1 1"),
    ],
)
def test_the_reproduction_line_has_every_option_that_bears_on_the_verdict(
    cnncheck, solution, tmp_path, words, form
):
    """Whoever copies it asks the same question."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "one.yaml").write_text(CASES, "utf-8")
    solution(HALF)
    code = (
        "--impl solution.py --bind zero_padding=mine --forbid zero_padding=scipy.fft "
        "--allow numba --algorithm fft --timeout 7 --memory 512MiB"
    )
    done = cnncheck(*words, *shlex.split(code), "--patience", "3")
    assert done.returncode == 1, done.stdout + done.stderr
    again = re.search(r"again: cnncheck (.*)", done.stdout)[1]
    assert again.startswith(form)
    for option in re.split(r" (?=--)", code):
        assert option in again, again
    assert "--patience" not in again
    repeated = cnncheck(*shlex.split(again))
    assert repeated.returncode == 1
    assert again in repeated.stdout


def test_pytest_takes_them_too(pytester):
    """As options, and from the ini file."""
    (pytester.path / "cases").mkdir()
    (pytester.path / "cases" / "one.yaml").write_text(CASES, "utf-8")
    (pytester.path / "solution.py").write_text(HALF.replace(" + 1", ""), "utf-8")
    command = ["-p", "no:cacheprovider", "cases", "--cnncheck-impl", "solution.py"]
    bound = [*command, "--cnncheck-bind", "zero_padding=mine"]
    assert pytester.runpytest_inprocess(*bound).ret == 0
    result = pytester.runpytest_inprocess(*bound, "--cnncheck-forbid=zero_padding=numpy.pad")
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["*again: pytest cases/one.yaml::one::forward --cnncheck-impl solution.py "
         "--cnncheck-bind zero_padding=mine --cnncheck-forbid zero_padding=numpy.pad"]
    )  # fmt: skip
    pytester.makeini("[pytest]\ncnncheck_bind = zero_padding=mine\ncnncheck_timeout = 3\n")
    assert pytester.runpytest_inprocess(*command).ret == 0
    nothing = pytester.runpytest_inprocess(*command, "--cnncheck-dtype", "float32")
    assert nothing.ret == 5
    wrong = pytester.runpytest_inprocess(*command, "--cnncheck-bind", "padd=mine")
    assert wrong.ret == 4
    wrong.stderr.fnmatch_lines(
        ["*--cnncheck-bind padd=mine: there is no function padd; did you mean pad*"]
    )


def test_words_and_reading_are_each_others_inverse():
    """What a reproduction line says is read as what it came from."""
    options = Options(
        bind={"pool_back": "a.py:f"},
        forbid={"pool_back": ("numpy.pad", "scipy"), "zero_padding": ("numpy.pad",)},
        allow=("numba",),
        algorithm="winograd",
        unsupported="skip",
        require_all=True,
        timeout=2.5,
        memory=3 << 20,
        isolated=False,
    )
    words, typed = options.words(), {}
    flags = {f"--{flag_of(name)}": name for name in SAID}
    while words:
        name = flags[words.pop(0)]
        said = SAID[name]
        value = True if said.kind is bool else words.pop(0)
        typed[name] = [*typed.get(name, []), value] if said.many else value
    assert options_from(typed) == options


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (
            {"timeout": "soon"},
            "--timeout soon is not a number that is at least 0.1; write --timeout SECONDS",
        ),
        (
            {"patience": "0"},
            "--patience 0 is not a number that is at least 1; write --patience N",
        ),
        (
            {"unsupported": "maybe"},
            "--unsupported maybe is not known; choose among fail, skip",
        ),
        (
            {"require_jail": True, "isolated": True},
            "--require-jail and --no-isolation exclude each other; leave one of them out",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(typed, message):
    """An ini file has no types of its own."""
    with pytest.raises(UsageError) as caught:
        options_from(typed)
    assert str(caught.value) == message
