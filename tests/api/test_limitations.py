"""What a function does not support, told from all that it refused."""

from cnncheck.api.refusing import limitations
from cnncheck.compare.verdict import Verdict
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
