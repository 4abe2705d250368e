"""What the shell offers, by the protocol that its completion scripts speak."""

import subprocess
import sys

import pytest

CASES = """\
defaults: {operator: max_pool2d, window: 2, tags: [mine]}
cases:
  - {name: overlap, input: [1, 2, 5, 7], matrix: {stride: [1, [2, 3]], fill: [integers, ties]}}
  - {name: overhang, input: [1, 2, 5, 7], tags: [quick, mine]}
  - {name: other, input: [1, 2, 5, 7]}
"""


@pytest.fixture
def offered(cnncheck, tmp_path):
    """A function that returns what bash is offered for the last word of a line."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "mine.yaml").write_text(CASES, "utf-8")

    def offer(line):
        words = line.split(" ")
        done = cnncheck(
            _CNNCHECK_COMPLETE="complete_bash",
            COMP_WORDS=line,
            COMP_CWORD=str(len(words) - 1),
        )
        assert done.stderr == ""
        return done.stdout.split("\n")[:-1] if done.stdout.strip() else []

    return offer


@pytest.fixture(autouse=True)
def _as_installed(monkeypatch):
    """Completion is asked of a program called cnncheck."""
    monkeypatch.delenv("_CNNCHECK_COMPLETE", raising=False)


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cnncheck run --case ", ["overlap", "overhang", "other"]),
        ("cnncheck run cases/ --case over", ["overlap", "overhang"]),
        ("cnncheck run cases/mine.yaml --case overlap[stride=1,", [
            "overlap[stride=1,fill=integers]", "overlap[stride=1,fill=ties]",
        ]),
        ("cnncheck run nowhere --case ", []),
        ("cnncheck run --tag ", ["mine", "quick"]),
        ("cnncheck run --operator zero", ["zero_padding"]),
        ("cnncheck run --pass backward_", ["backward_filter", "backward_input", "backward_bias"]),
        ("cnncheck run --dtype ", ["float64", "float32"]),
        ("cnncheck init s", ["solution"]),
        ("cnncheck sch", ["schema"]),
    ],
)  # fmt: skip
def test_words_are_offered(line, words, offered):
    """Of the files on the line, else of those that a run would take."""
    assert offered(line) == words


def test_the_shipped_cases_are_offered_where_there_are_none(cnncheck):
    """As they would be run."""
    done = cnncheck(
        _CNNCHECK_COMPLETE="complete_bash", COMP_WORDS="cnncheck run --case back", COMP_CWORD="3"
    )
    assert done.stdout.split() == ["backward-filter", "backward-input"]


def test_broken_files_offer_what_can_be_read(offered, tmp_path):
    """Never an error in the middle of a line that is being typed."""
    (tmp_path / "cases" / "bad.yaml").write_text("cases: [{name: half", "utf-8")
    (tmp_path / "cases" / "odd.yaml").write_text("cases: {name: 1}\ndefaults: [2]\n", "utf-8")
    (tmp_path / "cases" / "strange.yaml").write_text(
        "cases: [3, {name: 4}, {name: strange, tags: x, matrix: 5}]\n", "utf-8"
    )
    assert offered("cnncheck run --case ") == ["overlap", "overhang", "other", "strange"]


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["run", "--help"],
        ["init", "--help"],
        ["--version"],
    ],
)
def test_help_imports_nothing_heavy(words):
    """Neither NumPy nor PyTorch; nor does completion."""
    code = (
        "import sys, contextlib, io\n"
        "from cnncheck.cli.app import application_for\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        f"    application_for({words!r})({words!r}, prog_name='cnncheck')\n"
        "print(*sorted({'numpy', 'torch', 'yaml', 'matplotlib'} & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == ""


def test_completing_a_case_imports_neither_numpy_nor_the_model():
    """A key press must not wait for them."""
    code = (
        "import sys\n"
        "from cnncheck.cases.outline import outlines\n"
        "from cnncheck.cli.completion import complete_operator\n"
        "assert outlines('cases') and complete_operator('zero') == ['zero_padding']\n"
        "print(*sorted({'numpy', 'torch', 'pydantic'} & set(sys.modules)))\n"
    )
    from pathlib import Path

    root = Path(__file__).parent.parent.parent
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=root,
    )
    assert done.stdout.strip() == ""
