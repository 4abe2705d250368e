"""Figures, shapes and names in words."""

import math

import numpy as np
import pytest

from cnncheck.outcomes import Outcome
from cnncheck.rendering.wording import (
    bound_text,
    counts_text,
    number_text,
    printable,
    printable_lines,
    problem_text,
    seconds_text,
    shape_text,
    verdict_word,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (0.0, "0"),
        (1.2345e-27, "1.2e-27"),
        (0.00099, "0.00099"),
        (0.85714, "0.857"),
        (432.0, "432"),
        (999.9, "1e+03"),
        (5340.576, "5341"),
        (99999.4, "99999"),
        (123456.0, "1.2e+05"),
        (-2.5, "-2.5"),
        (math.inf, "inf"),
        (math.nan, "nan"),
        (np.float32(0.5), "0.5"),
    ],
)
def test_numbers(value, text):
    """Short, and never more exact than a person reads."""
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "-"),
        (0.0, "0 %"),
        (1e-9, "<1 %"),
        (0.031, "3 %"),
        (0.999, "99 %"),
        (1.0, "100 %"),
        (1.0001, ">100 %"),
        (1.5, "150 %"),
        (1234.5, "1.2e+03x"),
        (math.inf, "inf"),
        (math.nan, "nan"),
    ],
)
def test_shares_of_the_bound(value, text):
    """What is beyond the bound never reads as if it were within it, nor the other way round."""
    assert bound_text(value) == text


@pytest.mark.parametrize(
    ("shape", "text"), [(None, "-"), ((), "scalar"), ((2, 3, 23, 20), "2x3x23x20"), ((0,), "0")]
)
def test_shapes(shape, text):
    """With a plain x, which every terminal has."""
    assert shape_text(shape) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.004, "0.00 s"),
        (0.094, "0.09 s"),
        (0.097, "0.1 s"),
        (2.1, "2.1 s"),
        (9.96, "10 s"),
        (75, "75 s"),
        (725, "12 min 5 s"),
    ],
)
def test_durations(seconds, text):
    """As exact as one cares."""
    assert seconds_text(seconds) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("overlap[stride=1x1]", "overlap[stride=1x1]"),
        ("größe 卷积 😀", "größe 卷积 😀"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\x07\x7f\x9b", r"a\x07\x7f\x9b"),
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\u202egnp.exe", r"\u202egnp.exe"),
        ("\udc80", r"\udc80"),
        ("\ufeff\u200b\U000e0001", r"\ufeff\u200b\U000e0001"),
    ],
)
def test_escapes(text, shown):
    """What is not seen, or acts on a terminal, is spelt out."""
    assert printable(text) == shown


def test_lines_of_a_log():
    """Line ends and tabs keep their meaning, all else is spelt out."""
    assert printable_lines("\n\na\tb\r\n  c \x1b[0m\n\n") == ["a   b", r"  c \x1b[0m"]
    assert printable_lines("  \n \n") == []


def test_a_problem_in_one_line(make):
    """As on the command line, and only what the operator has."""
    conv = make.case()
    assert problem_text(conv) == (
        "conv2d   input 2x3x23x20   filter 7x3x6x6   stride 3x6   padding 2x3   float64   seed 1973"
    )
    pool = make.case(operator="max_pool2d", window=2, stride=(11, 11), fill="ties", layout="F")
    assert problem_text(pool) == (
        "max_pool2d   input 2x3x23x20   window 2   stride 11x11   float64   fill ties"
        "   layout F   seed 1973"
    )
    pad = make.case(
        operator="zero_padding", padding=(2, 3), values={"X": ((1.0,),)}, dtype="float32"
    )
    assert problem_text(pad) == (
        "zero_padding   input 2x3x23x20   padding 2x3   float32   values given"
    )


def test_words_for_outcomes():
    """All that blames the implementation is a FAIL."""
    words = {outcome: verdict_word(outcome) for outcome in Outcome}
    assert {outcome.value: word for outcome, word in words.items() if word != "FAIL"} == {
        "passed": "PASS",
        "untrusted": "UNTRUSTED",
        "disputed": "DISPUTED",
        "not-asked": "NOT-ASKED",
        "not-judged": "NOT-JUDGED",
        "not-written": "NOT-WRITTEN",
        "not-allowed": "NOT-ALLOWED",
        "unsupported": "UNSUPPORTED",
        "tool-error": "ERROR",
    }


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({Outcome.PASSED: 3}, "3 passed"),
        ({Outcome.WRONG_VALUES: 2, Outcome.PASSED: 1}, "1 passed, 2 failed (wrong-values)"),
        (
            {
                Outcome.RAISED: 1,
                Outcome.WRONG_SHAPE: 2,
                Outcome.NOT_ASKED: 4,
                Outcome.TOOL_ERROR: 1,
            },
            "3 failed (1 raised, 2 wrong-shape), 4 not-asked, 1 tool-error",
        ),
        ({}, ""),
    ],
)
def test_counts_are_told_as_passed_failed_and_not_judged(counts, text):
    """Failures are one number with their kinds behind it."""
    assert counts_text(counts) == text
