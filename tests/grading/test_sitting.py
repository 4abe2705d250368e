"""What is shared between submissions changes nothing of what each is told."""

import itertools
import random
import time
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from cnncheck.asking import Question
from cnncheck.compare.verdict import Evidence, Verdict
from cnncheck.dialects import NOTEBOOK
from cnncheck.grading import exam, grading, sitting
from cnncheck.grading.grading import grade_one
from cnncheck.grading.hurry import SlowError
from cnncheck.grading.spoken import KEPT_BYTES, Spoken
from cnncheck.grading.turns import TOGETHER, fair_turns
from cnncheck.outcomes import Outcome

ABSENT = "import numpy as np\ndef zero_padding(X, padding):\n    return X\n"
ONE_OFF = """
right = pool_forward
def pool_forward(X, f, s):
    out = right(X, f, s)
    out[0, 0, 0, 0] += 1e-3
    return out
"""
ONE_BIT = """
right = convolution2D
def convolution2D(X, W, stride, padding):
    out = right(X, W, stride, padding)
    out.flat[-1] = np.nextafter(out.flat[-1], np.inf)
    return out
"""
NARROW = """
right = zero_padding
def zero_padding(X, padding):
    return right(X, padding).astype("float32").astype(X.dtype)
"""
PRINTS = """
right = pool_back
def pool_back(grad_pool, X, f, s):
    print("mine")
    return right(grad_pool, X, f, s) * 2
"""


@pytest.fixture
def fresh(monkeypatch):
    """Forgets what earlier submissions have left; nothing is told that depends on the time it took."""
    monkeypatch.setattr(grading, "SHRINK_SECONDS", 0)
    exam._exam_of.cache_clear()
    return exam._exam_of.cache_clear


@pytest.fixture
def tasks(task, submissions):
    text = (submissions / "alice.py").read_text()
    codes = {
        "right.py": text,
        "alike.py": f"# another\n{text}",
        "one_off.py": text + ONE_OFF,
        "one_bit.py": text + ONE_BIT,
        "narrow.py": text + NARROW,
        "prints.py": text + PRINTS,
        "absent.py": ABSENT,
        "also_absent.py": ABSENT,
    }
    for name, code in codes.items():
        (submissions / name).write_text(code)
    return {name: task(submissions / name) for name in codes}


def told(graded):
    return replace(graded, seconds=0.0)


def test_each_is_told_the_same_as_if_it_were_alone(tasks, fresh):
    """Whoever was graded before it, in whatever order."""
    alone = {}
    for name, each in tasks.items():
        fresh()
        alone[name] = told(grade_one(each))
    assert len({graded.total.earned for graded in alone.values()}) > 3
    chance = random.Random(8)
    fresh()
    for name in chance.sample(sorted(tasks) * 2, 2 * len(tasks)):
        assert told(grade_one(tasks[name])) == alone[name]


def test_who_lacks_a_function_is_told_by_its_own_name(tasks, fresh):
    for name in ("absent.py", "also_absent.py"):
        messages = [
            each.message for each in grade_one(tasks[name]).scores if "no function" in each.message
        ]
        assert messages
        assert all(name in each for each in messages)


def test_the_same_answers_are_judged_once(tasks, fresh, monkeypatch):
    judged = Counter()

    def judge(case, answers, **options):
        judged[case.id] += 1
        return right(case, answers, **options)

    right = sitting.judge
    monkeypatch.setattr(sitting, "judge", judge)
    grade_one(tasks["right.py"])
    once = judged.copy()
    grade_one(tasks["alike.py"])
    assert judged == once
    grade_one(tasks["one_off.py"])
    assert judged - once == Counter({"exam.yaml::seen": 1})


def test_arrays_of_wrong_answers_are_kept_as_far_as_there_is_room(tasks, fresh):
    """Nobody may give them again; what is right takes none of it."""
    spoken = Spoken(NOTEBOOK, (), Counter())
    question = exam.exam_of(tasks["right.py"].cases).questions[0]
    array = np.empty(KEPT_BYTES // 5, np.uint8)
    evidence = Evidence(array, array, array, {"X": array})
    wrong = Verdict(Outcome.WRONG_VALUES, "exact", evidence=evidence)
    right = Verdict(Outcome.PASSED, "exact")
    for said, verdict in [(b"1", wrong), (b"2", wrong), (b"3", right)]:
        spoken.keep(question, said, verdict)
    assert spoken.judged(question, b"1") is wrong
    assert spoken.judged(question, b"2") is None
    assert spoken.judged(question, b"3") is right


LATE = """
right = pool_forward
calls = 0
def pool_forward(X, f, s):
    global calls
    calls += 1
    if calls == 2:
        import time
        time.sleep(60)
    return right(X, f, s)
"""


def test_a_second_draw_that_never_returns_is_a_timeout_of_its_case(task, submissions):
    """Though it was put together with others, which are judged as ever."""
    path = submissions / "alice.py"
    path.write_text(path.read_text() + LATE)
    graded = grade_one(task(path, timeout=0.5, patience=1))
    found = {(each.case, each.function): each.outcome for each in graded.scores}
    assert found.pop(("exam.yaml::seen", "pool_forward")) is Outcome.TIMEOUT
    assert set(found.values()) == {Outcome.PASSED}
    with pytest.raises(SlowError):
        grade_one(replace(task(path, timeout=0.5, patience=1), hurry=20.0))


def function_of(question):
    return question.function


@pytest.fixture
def many(read_cases):
    text = "cases:\n" + "".join(
        f"  - {{name: p{n}, operator: max_pool2d, input: [1, 1, 4, 4], window: 2, stride: 2, seed: {n}}}\n"
        f"  - {{name: z{n}, operator: zero_padding, input: [1, 1, 2, 2], padding: 1, seed: {n}, "
        f"visibility: {'hidden' if n % 2 else 'visible'}}}\n"
        for n in range(20)
    )
    return [Question(case, name) for case in read_cases(text) for name in case.passes]


def test_everybody_has_a_turn_in_order_and_hidden_cases_come_last(many):
    turns = list(fair_turns(many, function_of, lambda question: True))
    asked = list(itertools.chain(*turns))
    assert sorted(map(id, asked)) == sorted(map(id, many))
    assert [each.case.hidden for each in asked] == sorted(each.case.hidden for each in asked)
    for function in set(map(function_of, many)):
        for hidden in (False, True):
            mine = [e for e in asked if (e.function, e.case.hidden) == (function, hidden)]
            assert mine == [e for e in many if (e.function, e.case.hidden) == (function, hidden)]


def test_quick_functions_have_several_questions_a_turn_and_slow_ones_one(many):
    lengths = {}
    for turn in fair_turns(many, function_of, lambda question: True):
        assert len({each.function for each in turn}) == 1
        lengths.setdefault(turn[0].function, []).append(len(turn))
        if turn[0].function == "pool_back":
            time.sleep(0.06 * len(turn))
    assert set(lengths["pool_back"]) == {1}
    assert lengths["pool_forward"][:2] == [1, TOGETHER]
    alone = fair_turns(many, function_of, lambda question: False)
    assert {len(turn) for turn in alone} == {1}
