"""``cnncheck explain`` through the real command; what looks through all faults, in this process.

To make all of them takes a process seconds, and the tests have made them for themselves.
"""

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application
from cnncheck.errors import UsageError
from cnncheck.faults.catalogue import CATALOGUE, faults_of


@pytest.fixture
def explain():
    """A function that runs the command here and returns how it ended."""

    def run(*words):
        env = {"COLUMNS": "100", "NO_COLOR": "1"}
        return CliRunner().invoke(application(), ["explain", *words], env=env)

    return run


def test_a_fault_in_small_numbers(cnncheck, tmp_path):
    """What it is, a picture, where to look, and the case, which can be run."""
    done = cnncheck("explain", "pool-backward/ties-all", "--save", "ties.yaml")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "pool-backward/ties-all   pool_back\n"
        "  every element equal to the maximum gets the whole gradient (ties: all)\n"
        "\n"
        "  grad_pool 1x1x1x1\n"
        "    1\n"
        "  X 1x1x2x2\n"
        "    0 0\n"
        "    1 1\n"
        "  f 2   s 1\n"
        "  right 1x1x2x2      with the fault 1x1x2x2\n"
        "    0 0                0 0\n"
        "    1 0                1 1\n"
        "\n"
        f"  Where to look: {CATALOGUE['pool-backward/ties-all'].hint}\n"
        "\n"
        "The case that exposes it\n" + (tmp_path / "ties.yaml").read_text()
    )
    assert cnncheck("run", "ties.yaml").returncode == 0


def test_a_fault_of_behaviour_says_what_the_call_did(cnncheck):
    """The numbers are the same on both sides."""
    done = cnncheck("explain", "padding/input-changed")
    assert done.returncode == 0
    assert "  zero_padding(X, padding) changed its argument X in place\n" in done.stdout


def test_an_array_of_several_planes_names_each(cnncheck):
    """Under the indices of its first axes."""
    done = cnncheck("explain", "conv-forward/channels-first-only")
    assert done.returncode == 0, done.stderr
    assert "    [0, 0]\n" in done.stdout
    assert "    [0, 1]\n" in done.stdout


def test_functions_are_listed_and_the_faults_of_each(explain, cnncheck):
    """A short list by function first, then the ids of one with their sentences."""
    done = explain()
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    listed = lines[: lines.index("")]
    counts = [len(faults_of(line.split()[0])) for line in listed]
    assert [line.split()[1:] for line in listed] == [[str(n), "faults"] for n in counts]
    assert sum(counts) == len(CATALOGUE)
    told = f"{len(CATALOGUE)} faults; cnncheck explain FUNCTION lists its own"
    assert lines[len(listed) + 1].startswith(told)

    lines = cnncheck("explain", "pool_back").stdout.splitlines()
    ids = [fault.id for fault in faults_of("pool_back")]
    assert [line.strip() for line in lines if line.strip() in CATALOGUE] == ids
    first = lines.index("  pool-backward/ties-all")
    assert (
        lines[first + 1]
        == "    every element equal to the maximum gets the whole gradient (ties: all)"
    )


def test_a_fault_that_is_made_and_not_listed_is_explained_too(cnncheck):
    """Whatever a report names can be looked up."""
    done = cnncheck("explain", "conv-forward/channel-overwrites")
    assert (done.returncode, done.stderr) == (0, "")
    assert "each channel overwrites what the ones before it gave" in done.stdout


def test_an_unknown_fault_is_refused_with_what_may_be_meant(explain):
    """By spelling."""
    refused = explain("pool-backward/tie-all").exception
    assert isinstance(refused, UsageError)
    assert str(refused).startswith(
        "there is no fault 'pool-backward/tie-all'; did you mean pool-backward/ties-all"
    )
    refused = explain("xyz").exception
    assert isinstance(refused, UsageError)
    assert str(refused) == "there is no fault 'xyz'; cnncheck explain lists them all"


def test_an_operator_is_refused_with_its_functions(cnncheck):
    """Which are what has faults."""
    assert cnncheck("explain", "max_pool2d").stderr == (
        "error: max_pool2d is an operator; faults are of its functions; "
        "name one of pool_forward, pool_back\n"
    )


def test_saving_needs_a_fault(cnncheck):
    """A list has no case."""
    done = cnncheck("explain", "--save", "x.yaml")
    assert (done.returncode, done.stderr) == (
        2,
        "error: --save needs a fault; name one: cnncheck explain lists them\n",
    )
