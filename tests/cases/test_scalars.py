"""Which unquoted words are numbers, and how values are shown in messages."""

from math import inf, isnan

import pytest

from cnncheck.cases.scalars import number_hint, plain_scalar, show


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("-17", -17),
        ("+4", 4),
        ("1e-3", 0.001),
        ("1e+20", 1e20),
        ("2E5", 2e5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("6.25", 6.25),
        (".inf", inf),
        ("-.inf", -inf),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
    ],
)
def test_words_with_a_meaning(text, value):
    """Numbers, truth values and nothing have one spelling each, or few."""
    read = plain_scalar(text)
    assert (type(read), read) == (type(value), value)


@pytest.mark.parametrize(
    "text",
    [
        "010",
        "00",
        "0x10",
        "0o7",
        "0b1",
        "1_000",
        "3:6",
        "1:30:00",
        "NO",
        "on",
        "yes",
        "True",
        "NULL",
        "1e",
        "e5",
        "2001-01-01",
        "1,000",
        "--1",
        "inf",
        "nan",
        "١٢",
        "0.1.2",
        "=",
        "<<",
        "1 2",
    ],
)
def test_everything_else_is_text(text):
    """What other readers of YAML guess at stays what was written."""
    assert plain_scalar(text) == text


def test_nan():
    """Not a number is a number."""
    assert isnan(plain_scalar(".nan"))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("010", "write 10, without the leading zero"),
        ("0x10", "write the number in decimal"),
        ("1_000", "write 1000"),
        ("12,000", "write 12000"),
        ("3:6", "write [3, 6]"),
        ("3, 6", "write [3, 6]"),
        ("(3,6)", "write [3, 6]"),
        ("three", None),
        ("9" * 100_000, None),
    ],
)
def test_hints(text, hint):
    """A word that looks like a number comes with what to write instead."""
    assert number_hint(text) == hint


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        (inf, ".inf"),
        (1e-27, "1e-27"),
        ("a" * 50, "'" + "a" * 37 + "...'"),
        ([1, [2, [3]], {}], "[1, [2, [...]], {}]"),
        (list(range(9)), "[0, 1, 2, 3, 4, 5, ...]"),
        ({"a": 1, "b": {"c": {"d": 1}}}, "{a: 1, b: {c: {...}}}"),
        ("\x1b[31m", "'\\x1b[31m'"),
    ],
)
def test_shown_values_are_short_and_printable(value, shown):
    """Long and deep values are cut, control characters are escaped."""
    assert show(value) == shown
