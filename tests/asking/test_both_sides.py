"""Both sides are asked in order, ahead of each other only as far as memory and patience allow."""

from __future__ import annotations

import threading
import time
import weakref
from concurrent.futures import Future

import numpy as np
import pytest

from cnncheck.asking import ask_all, both_sides, in_turn, questions
from cnncheck.calls import Reply
from cnncheck.operators.case import Case
from cnncheck.references.definition import DefinitionReference
from cnncheck.references.opinion import asked


def padding(number=0, side=4, **fields):
    given = {"passes": ("forward",), "input": (1, 1, side, side), "padding": (1, 1)} | fields
    return Case("f.yaml", f"c{number}", "zero_padding", seed=number, **given)


class Implementation:
    """Pads, and remembers what it was asked and where."""

    name, isolation = "mine", "none"

    def __init__(self):
        self.threads, self.asked = [], 0

    def ask(self, problem, forbid=()):
        self.asked += 1
        self.threads.append(threading.current_thread())
        return Reply(np.pad(problem.arguments["X"], ((0, 0), (0, 0), (1, 1), (1, 1))))


class Patient:
    """A reference that answers when it is told to."""

    def __init__(self):
        self.methods, self._open, self.ready, self.stored = [], [], False, 0

    def submit(self, problem, method="answer"):
        future = Future()
        self.methods.append(method)
        self._open.append((future, method, problem))
        if self.ready:
            self.answer()
        return future

    def answer(self):
        while self._open:
            future, method, problem = self._open.pop(0)
            future.set_result(asked(DefinitionReference(), method, problem))


@pytest.mark.parametrize("jobs", [1, 3])
def test_answers_come_in_the_order_asked(jobs):
    """Whoever computes them."""
    mine = Implementation()
    cases = [padding(number) for number in range(40)]
    asked = ask_all(questions(cases), mine, DefinitionReference, jobs=jobs)
    found = [(question, list(answers)) for question, answers in asked]
    assert [question.case.name for question, _ in found] == [case.name for case in cases]
    for _, (first, second) in found:
        assert np.array_equal(first.reply.value, first.truth.value)
        assert np.array_equal(second.reply.value, second.truth.value)
        assert not np.array_equal(first.truth.value, second.truth.value)
    assert ({threading.main_thread()} == set(mine.threads)) is (jobs == 1)


def test_the_first_draw_is_confirmed_where_that_is_exact_and_quick():
    """The other is not, nor are real values or large problems."""
    reference = Patient()
    reference.ready = True
    cases = [padding(), padding(fill="normal", dtype="float64"), padding(side=60)]
    conv = Case("f.yaml", "c", "conv2d", passes=("forward",), input=(1, 1, 4, 4),
                filter=(1, 1, 2, 2), fill="normal")  # fmt: skip
    answers = [list(each) for _, each in ask_all(questions(cases), Implementation(), reference)]
    small, _, large = answers
    assert np.array_equal(small[0].second_opinion, small[0].truth.value)
    assert small[1].second_opinion is large[0].second_opinion is None
    assert reference.methods[:2] == ["confirmed", "answer"]
    assert reference.methods[-2:] == ["answer", "answer"]
    reference.methods.clear()
    list(ask_all(questions([conv]), Implementation(), reference, yardstick=True))
    assert reference.methods == ["answer", "yardstick"] * 2


def test_the_implementation_does_not_wait_for_the_reference(monkeypatch):
    """It goes on until so many questions wait."""
    monkeypatch.setattr(in_turn, "AHEAD_COUNT", 100)
    mine, reference = Implementation(), Patient()

    def answer_late():
        deadline = time.monotonic() + 30
        while mine.asked < 2 * 100 and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(0.2)  # in which more could be asked
        reference.ready = True
        reference.answer()

    threading.Thread(target=answer_late).start()
    cases = [padding(number) for number in range(300)]
    answers = ask_all(questions(cases), mine, reference)
    next(answers)
    assert mine.asked == 2 * 100
    assert 1 + len(list(answers)) == len(cases)


def test_a_few_questions_in_a_row(monkeypatch):
    """Where the reference is as quick, so that a run is seen to go on."""
    monkeypatch.setattr(in_turn, "IN_A_ROW_SECONDS", 60)
    mine, reference = Implementation(), Patient()
    reference.ready = True
    answers = ask_all(questions([padding(number) for number in range(300)]), mine, reference)
    next(answers)
    assert mine.asked == 2 * in_turn.IN_A_ROW


@pytest.mark.parametrize("jobs", [1, 3])
def test_large_problems_do_not_pile_up(monkeypatch, jobs):
    """Each of their draws is put when the one before has been looked at, and then let go of."""
    for module in (both_sides, in_turn):
        monkeypatch.setattr(module, "AHEAD_BYTES", 1000)
    mine, reference = Implementation(), Patient()
    reference.ready = True
    cases = [padding(number, 9) for number in range(3)]
    asked, before = 0, None
    for _, answers in ask_all(questions(cases), mine, reference, jobs=jobs):
        for each in answers:
            asked += 1
            assert mine.asked == asked
            assert before is None or before() is None
            before = weakref.ref(each.truth.value)
            del each
    assert asked == 2 * len(cases)


@pytest.mark.parametrize("jobs", [1, 3])
def test_small_problems_behind_a_large_one(monkeypatch, jobs):
    """They come in order, and are put when it is done."""
    for module in (both_sides, in_turn):
        monkeypatch.setattr(module, "AHEAD_BYTES", 10_000)
    mine = Implementation()
    cases = [padding(0, 30), padding(1), padding(2), padding(3, 30), padding(4)]
    found = []
    for question, answers in ask_all(questions(cases), mine, DefinitionReference, jobs=jobs):
        found.append(question.case.name)
        assert len(list(answers)) == 2
    assert found == [case.name for case in cases]
    assert mine.asked == 2 * len(cases)
