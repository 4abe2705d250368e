"""What linear functions compute is recovered, and said only where it holds for all that is asked."""

from pathlib import Path

import numpy as np
import pytest

from cnncheck.calls import Reply
from cnncheck.diagnose.named.by_rules import by_rules
from cnncheck.diagnose.observing.matching import agrees
from cnncheck.diagnose.observing.observation import telling
from cnncheck.diagnose.observing.surfaces import cleaned, cleanly
from cnncheck.diagnose.questions.further import Sizes, asked_of, case_of, scattered_values
from cnncheck.diagnose.recovering.products import products_of
from cnncheck.diagnose.recovering.recovery import PADDED, TELLING
from cnncheck.diagnose.recovering.terms import terms_of
from cnncheck.diagnose.small_problems.small import Candidate, problems_of, shapes_of, written
from cnncheck.faults.declaring import right
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome

FAULTY = Path(__file__).parents[1] / "faulty"

LINEAR = [
    (name, pass_name)
    for name, operator in OPERATORS.items()
    for pass_name, its in operator.passes.items()
    if its.linear and not its.picks
]


def asked(name, pass_name, sizes):
    """Return a problem of such sizes."""
    case = case_of(name, pass_name, True, sizes)
    values = scattered_values(shapes_of(case), np.random.RandomState(0))
    return next(problems_of(written(Candidate(case, values))))


@pytest.mark.parametrize(("name", "pass_name"), LINEAR)
def test_the_products_that_are_due_are_what_right_functions_add_up(name, pass_name):
    """One by one, and with the factors that they have."""
    problem = asked(name, pass_name, PADDED)
    products = products_of(problem)
    found = terms_of(problem, lambda each: Reply(right.answer(each)))
    due = products.due
    told = (part.flat[due].tolist() for part in products.parts)
    got = (found.places[part.name].tolist() for part in products.parts)
    wanted = sorted(zip(*told, np.round(products.factor[due], 6).tolist(), strict=True))
    assert sorted(zip(*got, np.round(found.factor, 6).tolist(), strict=True)) == wanted


@pytest.fixture
def recovered(load_solution, observed):
    """Return a function that says what is recovered of a file's function, the catalogue left out."""

    def of(path, function):
        code = load_solution(path)
        seen = telling(observed(code, function))
        seen = [each for each in seen if each.reply.outcome is not Outcome.RAISED]
        seen = cleaned(seen)
        found = by_rules(seen, function, cleanly(code.ask))
        return found, seen, code

    return of


SAID = {
    ("seventh/conv_left_border_loses_the_row", "convolution2D"): "in out[n,f,i,j] the products "
    "where the window begins left of the image are missing",
    ("seventh/dx_last_covering_column_lost", "convolution2D_backward_input"): "in dX[n,c,h,w] "
    "the products of the last column of windows over the pixel are missing",
    ("seventh/pad_image_at_row_number", "zero_padding"): "in out[n,c,i,j] each element takes "
    "X[n,c,i-ph,j-ph] instead of X[n,c,i-ph,j-pw]",
    ("conv_flip_h", "convolution2D"): "in out[n,f,i,j] each product takes W[f,c,KH-1-k,l] instead "
    "of W[f,c,k,l]",
    ("dw_mean_over_batch", "convolution2D_backward_filter"): "in dW[f,c,k,l] the products are "
    "taken times 1/N",
}


@pytest.mark.parametrize(("name", "function"), SAID)
def test_what_is_said_of_faulty_files(recovered, name, function):
    """It is said as the formula is written."""
    found, _, _ = recovered(FAULTY / f"{name}.py", function)
    assert found.faults[0].fault.sentence == SAID[name, function]


FILES = [
    path
    for path in sorted(FAULTY.rglob("*.py"))
    if path.name.startswith(("conv_", "dw_", "dx_", "pad_"))
]
FUNCTIONS = {
    "conv": "convolution2D",
    "dw": "convolution2D_backward_filter",
    "dx": "convolution2D_backward_input",
    "pad": "zero_padding",
}
OTHER_SIZES = (
    TELLING,
    Sizes(3, 2, 5, h=TELLING.w, w=TELLING.h, d=TELLING.d, side=2),
    Sizes(1, 4, 2, h=PADDED.w, w=TELLING.w, side=4),
)


@pytest.mark.sample(40)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_recovered_is_true(recovered, path):
    """Of all that was asked, large problems too, and of other sizes, it says what comes back."""
    function = FUNCTIONS[path.name.partition("_")[0]]
    found, seen, code = recovered(path, function)
    if found is None or found.missed:
        return
    named, ask = found.together, cleanly(code.ask)
    problem = seen[0].problem
    others = [asked(problem.operator, problem.pass_name, sizes) for sizes in OTHER_SIZES]
    answers = [asked_of(each, ask) for each in others]
    seen = [each for each in seen if each.problem.terms <= 1_000_000]
    for each in (*seen, *(each for each in answers if each.reply.value is not None)):
        reply = named.fault.reply(each.problem, {}, manner=named.manner)
        assert agrees(reply, each, lenient=True), (named.fault.sentence, each.problem.case)
