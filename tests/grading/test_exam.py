"""Questions drawn and answered once for everybody, and cases that can decide nothing."""

import threading

import pytest

from cnncheck.errors import CaseFileError, UsageError
from cnncheck.grading.exam import Exam, exam_of, pack
from cnncheck.references.torch_reference import TorchReference


class Counting(TorchReference):
    """PyTorch, counting what it is asked."""

    def __init__(self):
        self.asked = 0

    def answer(self, problem):
        self.asked += 1
        return super().answer(problem)


@pytest.fixture
def counted(read_cases):
    """A function that makes an exam and the reference that it asks."""

    def make(**options):
        reference = Counting()
        return Exam(read_cases(), lambda: reference, **options), reference

    return make


def test_each_answer_is_computed_once_for_all_threads(counted):
    """The same arrays are handed to everybody."""
    exam, reference = counted()
    seen = []
    threads = [
        threading.Thread(target=lambda: seen.append([exam.sheets(q) for q in exam.questions]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 4
    assert reference.asked == 2 * len(exam.questions)
    assert all(one is other for one, other in zip(seen[0], seen[3], strict=True))


def test_the_check_leaves_its_answers_for_the_submissions(counted):
    """After it, nothing more is computed."""
    exam, reference = counted()
    exam.check()
    before = reference.asked
    for question in exam.questions:
        exam.sheets(question)
    assert reference.asked == before


@pytest.mark.parametrize("kept", [0, 3000])
def test_what_does_not_fit_is_computed_again(counted, kept):
    """The bound is in bytes; what came first stays, and answers are the same either way."""
    exam, reference = counted(kept=kept)
    unbounded, _ = counted()
    for _ in range(2):
        for question in exam.questions:
            for small, large in zip(exam.sheets(question), unbounded.sheets(question), strict=True):
                assert (small[1].value == large[1].value).all()
    total = 2 * len(exam.questions)
    assert reference.asked == 2 * total if kept == 0 else total < reference.asked < 2 * total


def test_hidden_cases_are_asked_last(counted):
    """What is said about a visible case was said before any hidden input was seen."""
    exam, _ = counted()
    order = [question.case.visibility for question in exam.questions]
    assert order == ["visible"] * 3 + ["hidden"] * 6


def test_an_exam_is_one_and_the_same_in_a_process(read_cases):
    """However often its cases are packed."""
    assert exam_of(pack(read_cases())) is exam_of(pack(read_cases()))


def test_the_digest_is_of_what_the_cases_say(read_cases, exam_text):
    """A comment changes nothing, a seed does."""
    digest = Exam(read_cases()).digest
    assert Exam(read_cases("# a comment\n" + exam_text)).digest == digest
    assert Exam(read_cases(exam_text.replace("seed: 4", "seed: 5"))).digest != digest


def test_a_good_exam_passes_its_check(shipped):
    """So do the shipped cases: PyTorch gets all points."""
    Exam(shipped).check()


DOUBTFUL = """
cases:
  - {name: trivial, operator: zero_padding, input: [1, 1, 2, 2], padding: 1, values: {X: [[[[0, 0], [0, 0]]]]}}
  - {name: mistaken, operator: max_pool2d, passes: [forward], input: [1, 1, 4, 4], window: 2, stride: 2,
     visibility: VISIBILITY, expect: {sum: 123.5}}
"""  # fmt: skip


def test_cases_that_decide_nothing_are_refused_with_their_place(read_cases):
    """Before 300 people lose points by them."""
    with pytest.raises(CaseFileError) as caught:
        Exam(read_cases(DOUBTFUL.replace("VISIBILITY", "visible"))).check()
    first, second = str(caught.value).splitlines()
    assert first == (
        "exam.yaml:3:5: trivial forward cannot be graded, it is untrusted: a constant result would "
        "pass this comparison too, so it proves nothing; choose a case whose right answer has "
        "different values, or a tighter tolerance"
    )
    assert second.startswith(
        "exam.yaml:4:5: mistaken forward cannot be graded, it is disputed: the case expects sum "
        "123.5, not "
    )


def test_a_hidden_case_that_decides_nothing_keeps_its_values(read_cases):
    """An autograder shows what is printed to students."""
    with pytest.raises(CaseFileError) as caught:
        Exam(read_cases(DOUBTFUL.replace("VISIBILITY", "hidden"))).check()
    assert "123.5" not in str(caught.value)
    assert "mistaken forward cannot be graded, it is disputed; make it" in str(caught.value)


def test_cases_without_points_are_refused(read_cases, exam_text):
    """There would be nothing to grade."""
    cases = read_cases("defaults: {points: 0}" + exam_text.replace("points: 3", "points: 0"))
    with pytest.raises(UsageError) as caught:
        Exam([case for case in cases if case.name != "unseen"]).check()
    assert str(caught.value) == (
        "the cases give no points, so there is nothing to grade; give at least one of them points "
        "above 0"
    )
