"""What is graded when: nobody waits for the slow ones, and the same code is graded once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from cnncheck.grading.batch import Crew, grade_all
from cnncheck.grading.hurry import SlowError
from cnncheck.grading.journal import Journal
from cnncheck.grading.marks import Cause, Graded, Score
from cnncheck.grading.submissions import find_submissions
from cnncheck.options import Options
from cnncheck.outcomes import Outcome


@pytest.fixture
def grade(tmp_path):
    """A function that grades texts by name; returns (graded, names asked, names announced)."""

    def run(texts, grade_one, jobs=1, **options):
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text)
        asked, announced = [], []

        def graded(task):
            asked.append((task.name, task.hurry is not None))
            return grade_one(task)

        with ThreadPoolExecutor(jobs) as executor:
            done = grade_all(
                find_submissions([folder]).submissions,
                b"",
                Options(),
                Crew(executor, graded, jobs),
                announce=lambda each, _: announced.append(each.name),
                **options,
            )
        return done, asked, announced

    return run


def passed(task, message="", log=""):
    outcome = Outcome.RAISED if message else Outcome.PASSED
    score = Score("c.yaml::small", "pool_back", 1.0, outcome, message, log=log)
    return Graded(task.name, task.place, task.content.digest, (score,), seconds=0.5)


def test_the_slow_ones_come_last_and_have_all_their_time(grade):
    """They are begun, put aside at once, and asked anew when all others are done."""

    def grade_one(task):
        if task.hurry is not None and "slow" in task.name:
            raise SlowError(task.name)
        return passed(task)

    texts = {f"{'slow' if n % 3 == 0 else 'fast'}{n}.py": f"x = {n}" for n in range(9)}
    told = []
    done, asked, announced = grade(texts, grade_one, on_slow=told.append)
    assert all(each.total.earned == 1.0 for each in done)
    assert [name[:4] for name in announced] == ["fast"] * 6 + ["slow"] * 3
    assert sorted(told) == ["slow0.py", "slow3.py", "slow6.py"]
    assert [name for name, hurried in asked if not hurried] == announced[6:]
    assert len(asked) == 9 + 3


def test_where_all_take_long_nobody_is_slow(grade):
    """What a submission may take at first grows with what the others took."""
    allowed = []

    def grade_one(task):
        allowed.append(task.hurry)
        return Graded(task.name, task.place, task.content.digest, seconds=20.0)

    grade({f"s{n}.py": f"x = {n}" for n in range(5)}, grade_one)
    assert (allowed[0], allowed[-1]) == (10.0, 80.0)


def test_a_single_submission_keeps_nobody_waiting(grade):
    """So that it has its time at once."""
    _, asked, _ = grade({"s.py": "x"}, passed)
    assert asked == [("s.py", False)]


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_same_code_is_graded_once(grade, jobs, tmp_path):
    """And told to each under a name and a place of their own, and kept for each."""
    texts = {f"s{n}.py": "the same" if n % 2 else f"x = {n}" for n in range(10)}
    texts["note.ipynb"] = "the same"
    journal = Journal(tmp_path / "j.jsonl", "key")
    done, asked, announced = grade(texts, passed, jobs, journal=journal)
    journal.close()
    assert len(asked) == 5 + 1 + 1
    assert sorted(announced) == sorted(texts)
    assert [each.name for each in done] == sorted(texts)
    assert all(each.place.endswith(f"/{each.name}") for each in done)
    assert all(each.scores[0].outcome is Outcome.PASSED for each in done)
    journal = Journal(tmp_path / "j.jsonl", "key", resume=True)
    assert all(journal.find(each.place, each.digest) for each in done)
    journal.close()


@pytest.mark.parametrize(
    "told",
    [
        lambda task: passed(task, "raised ValueError"),
        lambda task: passed(task, "cannot be loaded", log=f'File "{task.name}", line 3'),
        lambda task: passed(task, f"{task.name} cannot be loaded"),
    ],
    ids=["nobody", "in a traceback", "in a message"],
)
def test_nobody_is_told_the_name_of_another(grade, told):
    """Where the first one's name stands in what it is told, the others are graded themselves."""
    texts = {f"student{n}.py": "the same" for n in range(4)}
    done, asked, _ = grade(texts, told)
    for each in done:
        said = repr((each.name, each.scores))
        assert [name for name in texts if name in said] == [each.name]
    assert len(asked) in (1, 4)


def test_what_failed_is_no_judgement_of_a_copy(grade):
    """A lost worker costs its submission alone."""
    left = ["lost"]

    def grade_one(task):
        if left:
            raise OSError(left.pop())
        return passed(task)

    done, asked, _ = grade({f"s{n}.py": "the same" for n in range(3)}, grade_one)
    assert [bool(each.failure) for each in done] == [True, False, False]
    assert len(asked) == 3


def test_a_copy_of_a_slow_one_waits_for_it(grade):
    """It is put last with it."""

    def grade_one(task):
        if task.hurry is not None and task.content.files[0][1] == b"slow":
            raise SlowError(task.name)
        cause = Cause("pool_back", "never ends")
        return Graded(task.name, task.place, task.content.digest, causes=(cause,))

    texts = {"a.py": "slow", "b.py": "slow", "c.py": "x", "d.py": "y"}
    _, asked, announced = grade(texts, grade_one)
    assert [name for name, _ in asked] == ["a.py", "c.py", "d.py", "a.py"]
    assert announced[-2:] == ["a.py", "b.py"]
