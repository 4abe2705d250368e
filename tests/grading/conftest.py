"""Small exams, and submissions to sit them."""

import shutil
from pathlib import Path

import pytest

from cnncheck.cases.loading import load_text
from cnncheck.grading.content import read_content
from cnncheck.grading.exam import pack
from cnncheck.grading.grading import Task
from cnncheck.grading.marks import Graded, Score
from cnncheck.grading.submissions import Submission
from cnncheck.operators import OPERATORS
from cnncheck.options import Options
from cnncheck.outcomes import Outcome

SOLUTIONS = Path(__file__).parent.parent / "solutions"

EXAM = """
cases:
  - {name: seen, operator: max_pool2d, input: [2, 3, 5, 7], window: 2, stride: 3, seed: 4, points: 3}
  - name: unseen
    operator: conv2d
    input: [2, 3, 7, 9]
    filter: [4, 3, 3, 2]
    fill: integers
    seed: 7919
    points: 6
    visibility: hidden
    matrix: {stride: [[1, 1], [2, 3]]}
  - {name: border, operator: zero_padding, input: [1, 2, 3, 4], padding: [1, 2], seed: 5}
"""


@pytest.fixture
def exam_text():
    """A file with a visible pooling, two hidden convolutions and a visible padding."""
    return EXAM


@pytest.fixture
def read_cases():
    """A function from YAML text to cases."""
    return lambda text=EXAM: load_text(text, "exam.yaml", OPERATORS)


@pytest.fixture
def submissions(tmp_path):
    """A folder of submissions: right, wrong, a notebook, a folder, broken and empty."""
    folder = tmp_path / "work"
    folder.mkdir()
    shutil.copy(SOLUTIONS / "vectorised.py", folder / "alice.py")
    shutil.copy(SOLUTIONS / "notebook.ipynb", folder / "bob.ipynb")
    shutil.copytree(SOLUTIONS / "six_files", folder / "carol")
    (folder / "dan.py").write_text("def (", encoding="utf-8")
    (folder / "eve").mkdir()
    (folder / "notes.txt").write_text("no submission", encoding="utf-8")
    (folder / ".hidden.py").write_text("", encoding="utf-8")
    return folder


@pytest.fixture
def task(read_cases):
    """A function that makes the task of one submission."""

    def make(path, text=EXAM, **options):
        submission = Submission(path.name, path)
        chosen = Options(**options)
        content = read_content(submission, chosen)
        return Task(submission.name, submission.place, content, pack(read_cases(text)), chosen)

    return make


@pytest.fixture
def graded():
    """A function that makes a graded submission from (function, points, outcome or message)."""

    def make(name="alice.py", *given, **fields):
        scores = [
            Score(
                case=f"cases/exam.yaml::case{number}",
                function=function,
                points=points,
                outcome=Outcome.WRONG_VALUES if message else Outcome.PASSED,
                message=message,
            )
            for number, (function, points, message) in enumerate(given)
        ]
        return Graded(
            name, f"/somewhere/{name}", fields.pop("digest", name), tuple(scores), **fields
        )

    return make
