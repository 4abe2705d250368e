"""Calls that are asked for before earlier ones are replied to: each is told what is its own."""

import textwrap
import time
from collections import deque

import numpy as np
import pytest

from cnncheck.asking import ask_all, questions
from cnncheck.compare import judge
from cnncheck.implementations.ahead import MOST_CALLS
from cnncheck.implementations.opening import open_implementation
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case
from cnncheck.options import Options
from cnncheck.references.definition import DefinitionReference

PAD = """
import os, sys, time
import numpy as np

calls = 0

def zero_padding(X, padding):
    global calls
    calls += 1
    W = X.shape[3]
    {}
    return np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
"""
WIDTHS = range(1, 25)


def case(width=2, **fields):
    given = {"passes": ("forward",), "input": (1, 1, 2, width), "padding": (1, 1)} | fields
    return Case("f.yaml", f"w{width}", "zero_padding", **given)


def first_of(case):
    return next(iter(OPERATORS[case.operator].problems(case, "forward")))


@pytest.fixture
def opened(tmp_path, nothing_left):
    """Opens code that pads and does something else; closes it at the end."""
    implementations = []

    def opened(does="pass", **options):
        path = tmp_path / "solution.py"
        path.write_text(PAD.format(textwrap.indent(textwrap.dedent(does), "    ").strip()))
        implementations.append(open_implementation(str(path), Options(**options)))
        assert implementations[-1].find("zero_padding") is None
        return implementations[-1]

    yield opened
    for implementation in implementations:
        implementation.close()


def ahead(implementation, widths=WIDTHS):
    """Put a question of each width before replies are read, as far as it goes; return the replies."""
    owed, replies = deque(), []
    for width in widths:
        problem = first_of(case(width))
        while (promised := implementation.ask_ahead(problem)) is None and owed:
            replies.append(owed.popleft().result())
        if promised is None:
            replies.append(implementation.ask(problem))
        else:
            owed.append(promised)
    return replies + [promised.result() for promised in owed]


def outcomes(replies):
    return [str(each.outcome) for each in replies]


def test_replies_come_in_the_order_asked(opened):
    """In one process, call after call: what code keeps from call to call is as it would be."""
    replies = ahead(opened("X = np.full_like(X, calls)"))
    assert outcomes(replies) == ["passed"] * len(WIDTHS)
    assert [each.value.max() for each in replies] == list(range(1, len(WIDTHS) + 1))
    assert [each.value.shape[3] for each in replies] == [width + 2 for width in WIDTHS]


def test_what_is_printed_is_told_with_its_own_call(opened):
    """By whatever way it is printed, and where one call prints nothing."""
    replies = ahead(
        opened(
            """
            if W % 3:
                print("call", W)
                os.write(1, b"bytes %d\\n" % W)
                print("error", W, file=sys.stderr)
            """
        )
    )
    for width, reply in zip(WIDTHS, replies, strict=True):
        lines = sorted(reply.log.splitlines())
        assert lines == ([f"bytes {width}", f"call {width}", f"error {width}"] if width % 3 else [])


@pytest.mark.parametrize(
    ("does", "outcome", "message"),
    [
        ("os._exit(7)", "crashed", "zero_padding(X, padding) ended the process with exit status 7"),
        ("time.sleep(60)", "timeout", "zero_padding(X, padding) did not return within 1 s"),
        (
            "print('x' * (9 << 20))",
            "output-flood",
            "zero_padding(X, padding) printed more than 8 MiB",
        ),
        (
            "import ctypes; ctypes.string_at(0)",
            "crashed",
            "zero_padding(X, padding) crashed with SIGSEGV",
        ),
    ],
)
def test_whatever_ends_a_worker_is_the_doing_of_one_call(opened, does, outcome, message):
    """Those before it were replied to, those behind it are made in another process."""
    code = opened(f"if W == 5:\n    print('guilty', flush=True)\n    {does}", timeout=1)
    replies = ahead(code)
    expected = ["passed"] * len(WIDTHS)
    expected[4] = outcome
    assert outcomes(replies) == expected
    assert replies[4].message.startswith(message)
    assert [each.log for each in replies[:4] + replies[5:]] == [""] * (len(WIDTHS) - 1)
    assert "guilty" in replies[4].log


def test_bytes_that_are_no_reply_are_the_doing_of_who_wrote_them(opened):
    """The call before has its reply by then."""
    forge = """
        if W == 5:
            for descriptor in range(3, 30):
                try:
                    os.write(descriptor, bytes(17))
                except OSError:
                    pass
        """
    replies = ahead(opened(forge))
    assert outcomes(replies)[:6] == ["passed"] * 4 + ["protocol-error", "passed"]


def test_only_so_many_are_under_way(opened):
    """And only what a pipe holds: asking never waits, however slow the code is."""
    code = opened("time.sleep(3 if calls == 1 else 0)")
    started = time.monotonic()
    owed = [code.ask_ahead(first_of(case())) for _ in range(MOST_CALLS + 1)]
    assert time.monotonic() < started + 3
    assert owed[-1] is None
    assert None not in owed[:-1]
    large = case(8000)
    assert code.ask_ahead(first_of(large)) is None
    assert code.ask(first_of(large)).value.shape == (1, 1, 4, 8002)
    assert [reply.result().outcome for reply in owed[:-1]] == ["passed"] * MOST_CALLS


def test_what_is_asked_by_itself_comes_after_what_was_put_ahead(opened):
    code = opened("X = np.full_like(X, calls)")
    owed = [code.ask_ahead(first_of(case())) for _ in range(3)]
    assert code.ask(first_of(case())).value.max() == 4
    assert [reply.result().value.max() for reply in owed] == [1, 2, 3]


def test_hidden_problems_are_not_put_where_a_visible_one_is_under_way(opened):
    """Code could read them from the pipe, and tell in what is shown."""
    code = opened()
    hidden = first_of(case(visibility="hidden"))
    shown = code.ask_ahead(first_of(case()))
    assert code.ask_ahead(hidden) is None
    assert shown.result().outcome == code.ask(hidden).outcome == "passed"
    assert code.ask_ahead(hidden).result().outcome == "passed"
    assert code.ask_ahead(first_of(case())) is None


def test_a_function_that_never_returns_is_given_up_as_soon(opened):
    """The second draw of a question that timed out is not asked, nor what patience forbids."""
    code = opened("if W > 3:\n    time.sleep(60)", timeout=0.5, patience=2)
    cases = [case(width) for width in range(1, 9)]
    found = [list(each) for _, each in ask_all(questions(cases), code, DefinitionReference)]
    assert [len(each) for each in found] == [2, 2, 2, 1, 1, 1, 1, 1]
    said = [each[0].reply.message for each in found[3:]]
    assert ["did not return" in each for each in said] == [True, True, False, False, False]
    assert all("was not asked again after 2 timeouts" in each for each in said[2:])


def test_closing_waits_for_nobody(opened):
    code = opened("time.sleep(60)", timeout=60)
    assert code.ask_ahead(first_of(case())) is not None
    started = time.monotonic()
    code.close()
    assert time.monotonic() < started + 5


class _Alone:
    """The same code, of which each call is made by itself."""

    def __init__(self, code):
        self.ask, self.dialect, self.name = code.ask, code.dialect, code.name


@pytest.mark.parametrize(
    "does",
    [
        "print(W); X = X + (W == 7)",
        "if W % 6 == 0:\n    os._exit(W)",
        "if calls % 9 == 0:\n    raise ValueError(f'no {calls}')",
        "X[0, 0, 0, 0] = calls",
        "if W == 9:\n    return np.zeros((W, 9000))",
        "if W % 10 == 3:\n    time.sleep(60)",
    ],
)
def test_verdicts_are_those_of_calls_made_one_by_one(opened, does):
    """Word for word, but for how long things took."""
    cases = [case(width, seed=width) for width in [*WIDTHS, 3000, 5, 9000, 6]]
    verdicts = []
    for alone in (False, True):
        code = opened(does, timeout=0.5)
        asked = ask_all(questions(cases), _Alone(code) if alone else code, DefinitionReference)
        verdicts.append([judge(question.case, answers) for question, answers in asked])
    plain = [
        [
            (str(v.outcome), v.message, v.hint, v.log, v.draw, v.figures, v.implementation)
            for v in each
        ]
        for each in verdicts
    ]
    assert plain[0] == plain[1]
    assert np.isfinite([v.seconds for v in verdicts[0]]).all()
