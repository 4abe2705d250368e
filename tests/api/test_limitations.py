"""What a function does not support, told from all that it refused."""

import json

import pytest

from cnncheck.api.refusing import limitations
from cnncheck.cases import load_text
from cnncheck.compare.verdict import Verdict
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import Case
from cnncheck.outcomes import Outcome
from cnncheck.report.report import Result


def results(*refusals):
    """Return results to the padding of rows and columns, refused with an error or answered."""
    made = []
    for padding, dtype, error in refusals:
        fields = {"padding": padding, "dtype": dtype}
        case = Case("c.yaml", "pad", "zero_padding", ("forward",), (1, 1, 2, 2), **fields)
        outcome = Outcome.UNSUPPORTED if error else Outcome.PASSED
        verdict = Verdict(outcome, "exact", f"zero_padding raised {error}" if error else "")
        made.append(Result(case, "forward", "zero_padding", "s.py", verdict, again=""))
    return made


def test_two_errors_are_two_limitations():
    """Each with what its own cases have in common."""
    asked = [
        ((1, 1), "float64", ""),
        ((1, 2), "float64", "ValueError: uneven"),
        ((1, 1), "float32", "TypeError: float32"),
        ((0, 2), "float64", "ValueError: uneven"),
    ]
    assert limitations(results(*asked)) == [
        "zero_padding does not support two different paddings: raised ValueError: uneven on 2 of 4",
        "zero_padding does not support float32: raised TypeError: float32 on 1 of 4",
    ]


def test_an_error_with_numbers_in_it_is_one():
    """So many different ones are the same, said of other cases."""
    asked = [((1, width), "float64", f"ValueError: no {width}") for width in range(2, 7)]
    told = limitations(results(((1, 1), "float64", ""), *asked))
    assert told == [
        "zero_padding does not support two different paddings: raised ValueError: no 2 on 5 of 6"
    ]


PLAIN = {"input": (1, 1, 6, 6), "filter": (1, 1, 2, 2), "stride": (2, 2), "padding": (0, 0)}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"input": (1, 1, 6, 7)}, "windows that do not tile"),
        ({"filter": (1, 1, 2, 1)}, "filters that are not square"),
        ({"stride": (2, 1)}, "two different strides"),
        ({"padding": (1, 0)}, "two different paddings"),
        ({"padding": (1, 1)}, "padding"),
        ({"input": (1, 1, 6, 8)}, "images that are not square"),
        ({"stride": (1, 1)}, "overlapping windows"),
        ({"stride": (4, 4)}, "gaps between windows"),
        ({"input": (2, 1, 6, 6)}, "more than one image"),
        ({"input": (1, 2, 6, 6), "filter": (1, 2, 2, 2)}, "more than one channel"),
        *(({"dtype": each}, each) for each in ("float32", "float16", "bfloat16")),
        ({"layout": "reversed"}, "arrays that are not in C order"),
        ({"fill": "nonfinite"}, "NaN and infinities"),
    ],
)
def test_what_refused_cases_have_and_others_lack(fields, words):
    """Each trait is told of the case that has it, and not of the plain one beside it."""
    plain, odd = case(**PLAIN), case(**PLAIN | fields)
    assert words in told_of(refused=odd, passed=plain)
    assert words not in told_of(refused=plain, passed=odd)


def case(**fields):
    told = {name: [*value] if isinstance(value, tuple) else value for name, value in fields.items()}
    text = json.dumps({"cases": [{"name": "c", "operator": "conv2d", **told}]})
    (loaded,) = load_text(text, "c.yaml", OPERATORS)
    return loaded


def told_of(refused, passed):
    """Return the traits that are told of a case that was refused, where another one passed."""
    verdicts = {
        Outcome.UNSUPPORTED: "conv raised ValueError: no",
        Outcome.PASSED: "",
    }
    made = [
        Result(each, "forward", "conv", "s.py", Verdict(outcome, "exact", message), again="")
        for each, (outcome, message) in zip((refused, passed), verdicts.items(), strict=True)
    ]
    (told,) = limitations(made)
    return told.removeprefix("conv does not support ").partition(": raised ")[0].split(" or ")
