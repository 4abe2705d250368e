"""One submission through all questions."""

import json
import pickle
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import pytest

from cnncheck.grading import grading, hurry
from cnncheck.grading.content import read_content
from cnncheck.grading.exam import pack
from cnncheck.grading.gradebook import Gradebook
from cnncheck.grading.grades_csv import to_csv
from cnncheck.grading.grades_json import to_json
from cnncheck.grading.gradescope import to_gradescope
from cnncheck.grading.grading import StoppedError, Task, Watch, grade_one
from cnncheck.grading.hurry import SlowError
from cnncheck.grading.scores import shown_labels
from cnncheck.grading.submissions import Submission
from cnncheck.options import Options
from cnncheck.outcomes import Outcome
from cnncheck.report.environment import environment

AVERAGES = """
cases:
  - {name: averages, operator: avg_pool2d, input: [2, 3, 5, 7], window: 2, stride: 3, seed: 4, points: 4}
"""

LEAKING = """
import numpy as np
seen = []

def pool_forward(X, f, s):
    raise ValueError(f"seen before: {seen}")

def convolution2D(X, W, stride, padding):
    seen.append((X.tolist(), W.tolist()))
    print("X is", X.tolist())
    raise ValueError(f"X is {X.tolist()}")

def convolution2D_backward_filter(out_grad, X, W, stride):
    return np.zeros(W.shape)

def zero_padding(X, padding):
    print(seen)
    return X
"""


@pytest.mark.parametrize("name", ["alice.py", "bob.ipynb", "carol"])
def test_a_right_submission_earns_everything(task, submissions, name):
    """A file, a notebook, and functions spread over files."""
    graded = grade_one(task(submissions / name))
    assert graded.failure == ""
    assert (graded.total.earned, graded.total.possible) == (16.0, 16.0)
    assert graded.total.reason == ""
    assert "own process" in graded.isolation


def test_where_no_cases_are_named_layers_that_code_has_nothing_of_are_not_asked(
    submissions, read_cases, exam_text, tmp_path
):
    """A layer of which one function is there is asked about whole, and of an empty file everything is."""

    def percent(text, *, whole):
        path = tmp_path / "some.py"
        path.write_text(text)
        submission = Submission(path.name, path)
        content = read_content(submission, Options())
        cases = pack(read_cases(AVERAGES + exam_text.removeprefix("\ncases:\n")), whole=whole)
        graded = grade_one(Task(path.name, submission.place, content, cases, Options()))
        return graded.total.earned, graded.total.possible, " ".join(graded.notes)

    right = (submissions / "alice.py").read_text()
    assert percent(right, whole=True)[:2] == (16.0, 20.0)
    earned, possible, notes = percent(right, whole=False)
    assert (earned, possible) == (16.0, 16.0)
    assert "avg_pool2d (2)" in notes
    assert percent(right.replace("def pool_back", "def _pool_back"), whole=False)[:2] == (
        14.5,
        16.0,
    )
    assert percent("x = 1", whole=False)[:2] == (0.0, 20.0)


def test_nothing_is_left_where_the_code_cannot_even_be_looked_at(
    task, submissions, monkeypatch, tmp_path
):
    def fails(implementation):
        raise OSError("too many open files")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(grading, "choice_of", fails)
    with pytest.raises(OSError, match="too many"):
        grade_one(task(submissions / "alice.py"))
    assert [*tmp_path.glob("cnncheck-*")] == []


def test_points_are_shared_equally_by_passes(task, submissions):
    """3 points over two passes of pooling, twice 6 over three of a convolution."""
    graded = grade_one(task(submissions / "alice.py"))
    assert [mark.possible for mark in graded.marks if mark.asked] == [1.0, 4.0, 4.0, 4.0, 1.5, 1.5]
    assert [score.case for score in graded.scores][:3] == [
        "exam.yaml::seen", "exam.yaml::seen", "exam.yaml::unseen[1 of 2]",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("dan.py", "dan.py cannot be loaded: SyntaxError: invalid syntax (dan.py, line 1): def ("),
        ("eve", "eve has no .py file"),
    ],
)
def test_what_cannot_be_loaded_earns_nothing_and_says_why(task, submissions, name, reason):
    """It is the submission's fault, not the tool's."""
    graded = grade_one(task(submissions / name))
    assert (graded.failure, graded.total.earned, graded.total.possible) == ("", 0.0, 16.0)
    assert graded.mark("pool_forward").reason == reason


def test_the_code_is_graded_as_it_was_read(task, submissions):
    """Nothing is read again, so the digest is of what was graded."""
    made = task(submissions / "alice.py")
    (submissions / "alice.py").unlink()
    assert grade_one(made).total.earned == 16.0


def test_hidden_cases_show_a_failure_and_nothing_of_their_inputs(task, submissions):
    """In no format, whatever the code prints, raises, or keeps for later."""
    path = submissions / "mallory.py"
    path.write_text(LEAKING, encoding="utf-8")
    made = task(path)
    graded = grade_one(made)
    book = Gradebook((graded,), environment(), ())
    written = [to_csv(book), to_json(book), to_gradescope(graded), repr(graded)]
    hidden = [score for score in graded.scores if score.hidden]
    assert {score.outcome for score in hidden if score.function == "convolution2D"} == {
        Outcome.RAISED
    }
    assert hidden[0].message == "the function raised an exception"
    assert "seen before: []" in written[1]  # the search below would find what a visible case says
    for text in written:
        for secret in ("X is", "7919", "2x3x7x9", "4x3x3x2", "stride=", "integers", "[[["):
            assert secret not in text, secret


def test_hidden_labels_are_numbered(read_cases):
    """A variant holds parameters; a case without a matrix keeps its name."""
    assert shown_labels(read_cases()) == [
        "exam.yaml::seen",
        "exam.yaml::unseen[1 of 2]",
        "exam.yaml::unseen[2 of 2]",
        "exam.yaml::border",
    ]


def test_what_forbid_says_is_kept(task, submissions, exam_text):
    """As in a run."""
    path = submissions / "pads.py"
    path.write_text(
        "import numpy as np\n"
        "def zero_padding(X, padding):\n"
        "    ph, pw = padding\n"
        "    return np.pad(X, ((0, 0), (0, 0), (ph, ph), (pw, pw)))\n",
        encoding="utf-8",
    )
    text = exam_text.replace("seed: 5}", "seed: 5, forbid: {zero_padding: [numpy.pad]}}")
    assert text != exam_text
    assert grade_one(task(path, exam_text)).mark("zero_padding").earned == 1.0
    graded = grade_one(task(path, text))
    assert graded.mark("zero_padding").earned == 0.0
    assert "numpy.pad" in graded.mark("zero_padding").reason


def test_a_task_and_its_result_travel(task, submissions):
    """Plain values: another process grades alike, and needs no file of ours."""
    made = task(submissions / "carol")
    here = grade_one(made)
    (submissions / "carol").rename(submissions / "gone")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        there = executor.submit(grade_one, pickle.loads(pickle.dumps(made))).result()
    assert there.scores == here.scores
    assert json.loads(to_gradescope(there))["score"] == 16.0


def test_stopping_waits_for_no_time_limit(task, submissions):
    """A submission in an endless loop is ended at once."""
    path = submissions / "loop.py"
    path.write_text("def pool_forward(X, f, s):\n    while True: pass\n", encoding="utf-8")
    made, watch, ended = task(path, timeout=60.0), Watch(), []

    def grade():
        with pytest.raises(StoppedError):
            grade_one(made, watch)
        ended.append(time.monotonic())

    thread = threading.Thread(target=grade)
    thread.start()
    time.sleep(1.0)
    assert not ended
    stopped = time.monotonic()
    watch.stop()
    thread.join(10)
    assert ended
    assert ended[0] - stopped < 5


LATE = {
    "never returns": "def pool_back(*arguments):\n    while True: pass\n",
    "never loads": "while True: pass\n",
    "sleeps a little each time": (
        "import time\n"
        "def zero_padding(*arguments):\n    time.sleep(0.2)\n"
        "def pool_forward(*arguments):\n    time.sleep(0.2)\n"
    ),
}


@pytest.mark.parametrize("how", LATE)
def test_what_keeps_others_waiting_is_given_up_for_now(task, tmp_path, monkeypatch, how):
    """It is no judgement; without a hurry it is graded by its own time limits."""
    monkeypatch.setattr(hurry, "HURRY", 0.5)
    (tmp_path / "late.py").write_text(LATE[how])
    given = task(tmp_path / "late.py", timeout=1.0, load_timeout=1.0, patience=1)
    with pytest.raises(SlowError):
        grade_one(replace(given, hurry=0.3 if "sleeps" in how else 60.0))
    graded = grade_one(given)
    assert not graded.failure
    outcomes = {each.outcome for each in graded.scores}
    if "sleeps" in how:
        assert outcomes == {Outcome.BAD_VALUE, Outcome.NOT_ASKED}
    else:
        assert (Outcome.TIMEOUT if "returns" in how else Outcome.LOAD_ERROR) in outcomes


def test_what_is_quick_is_graded_in_a_hurry_as_it_is_without(task, submissions):
    """Value for value, but for the time it took."""
    given = task(submissions / "alice.py")
    slowly, quickly = grade_one(given), grade_one(replace(given, hurry=60.0))
    assert replace(slowly, seconds=0.0) == replace(quickly, seconds=0.0)
