"""Hidden cases: their name, their outcome and one sentence, and nothing else in any format."""

import io
from dataclasses import replace

import numpy as np
import pytest

from cnncheck.compare.verdict import Evidence, SliceFact, Summary, Verdict, Worst
from cnncheck.operators.case import OutGrad
from cnncheck.operators.expected import Expectation, ExpectedSlice
from cnncheck.outcomes import Outcome
from cnncheck.report import formats
from cnncheck.report.console import make_console, print_report
from cnncheck.report.formats import FORMATS
from cnncheck.report.hidden import HIDDEN_HINT, redacted
from cnncheck.report.json_report import to_json
from cnncheck.report.junit import to_junit

# Whatever of these shows up in an output has leaked. Each is in the report below.
SECRETS = (
    *("7919", "4877.5", "0.3125", "8161", "1.0625", "6353", "2111", "2221", "3331", "5557"),
    *("0.8125", "wide_integers", "secret", "11x13x17x19", "23x29x31x37", "41x43"),
    *("[11, 13, 17, 19]", "[23, 29, 31, 37]", "[41, 43]"),
)


def hidden_result(make, outcome):
    """A result in which every field that can hold a secret holds one."""
    case = make.case(
        name="unseen",
        variant="fill=wide_integers,seed=7919",
        number=2,
        input=(11, 13, 17, 19),
        filter=(23, 13, 31, 37),
        stride=(41, 43),
        seed=7919,
        fill="wide_integers",
        visibility="hidden",
        out_grad=OutGrad("random", (11, 23, 29, 31)),
        values={"X": ((2111.0, 2221.0),)},
        expect=Expectation(sum=4877.5, mean=0.3125, slices=(ExpectedSlice((0,), "0", 8161.0),)),
        forbid={"convolution2D": ("secret.name",)},
    )
    worst = Worst((1, 2), 8161.0, 1.0625, 6353.0)
    figures = make.figures(
        squared_error=3331.0, max_abs=5557.0, max_rel=0.8125, worst=worst, mismatched=3
    )
    array = np.array([2111.0, 2221.0])
    verdict = Verdict(
        outcome,
        "real",
        message="secret: got 8161.0, expected 1.0625",
        hint="secret: smallest X is [2111, 2221]",
        figures=figures,
        yardstick=figures,
        inputs=(("X", (11, 13, 17, 19)), ("W", (23, 29, 31, 37))),
        implementation=Summary((41, 43), "float64", 4877.5, 0.3125),
        reference=Summary((41, 43), "float64", 4877.5, 0.3125),
        slices=(SliceFact("0", 8161.0, 1.0625, 1.0625),),
        log="secret print(X): [2111. 2221.]",
        seconds=0.5,
        evidence=Evidence(array, array, array, {"X": array}),
    )
    result = make.result(case, "forward", verdict)
    return type(result)(
        case, "forward", "convolution2D", "solution.py", verdict, "cnncheck conv --seed 7919"
    )


def outputs(report):
    """Every text that can be made of a report."""
    for name, render in FORMATS.items():
        yield name, render(report)
    yield "to_json", to_json(report)
    yield "to_junit", to_junit(report)
    for width in (50, 60, 200):
        for verbose in (0, 1):
            file = io.StringIO()
            print_report(report, make_console(file, width=width), verbose=verbose)
            yield f"console {width} -{'v' * verbose}", file.getvalue()


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("neighbours", [0, 1, 70])
def test_nothing_leaks(make, outcome, neighbours):
    """Alone, beside another case, and among so many that rows are folded."""
    others = [make.passed(make.case(name=f"seen{i}")) for i in range(neighbours)]
    report = make.report(hidden_result(make, outcome), *others)
    for name, text in outputs(report):
        for secret in SECRETS:
            assert secret not in text, (name, secret)


def test_the_secrets_would_be_found(make):
    """The search above is able to fail: the same case, visible, shows all but a few."""
    hidden = hidden_result(make, Outcome.WRONG_VALUES)
    visible = replace(hidden, case=replace(hidden.case, visibility="visible"))
    everything = "".join(text for _, text in outputs(make.report(visible)))
    assert [secret for secret in SECRETS if secret not in everything] == []


def test_a_failure_is_still_told(make):
    """The name, what kind of failure it is, and why there is no more."""
    report = make.report(hidden_result(make, Outcome.WRONG_VALUES))
    file = io.StringIO()
    print_report(report, make_console(file, width=100), quiet=True)
    assert file.getvalue().startswith(
        "FAIL cases/notebook.yaml::unseen[hidden-2]  conv2d forward\n"
        "  the result has wrong values\n"
        f"  {HIDDEN_HINT}\n\n"
    )


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_sentence(make, outcome):
    """A new outcome would otherwise end a grading run with an exception."""
    [result] = redacted(make.report(hidden_result(make, outcome))).results
    assert bool(result.verdict.message) is not outcome.passed
    assert result.verdict.outcome is outcome
    assert result.verdict.seconds == float(outcome is Outcome.TIMEOUT)


def test_a_new_format_is_handed_no_secret_verdict(make):
    """The table of formats redacts, so that a format cannot forget to."""
    result = hidden_result(make, Outcome.WRONG_VALUES)
    assert "secret print" in repr(make.report(result))
    assert "secret print" not in formats._when_used("builtins:repr")(make.report(result))


def test_time_cannot_say_what_was_seen(make):
    """To the microsecond, code could tell a pixel by sleeping."""
    hidden = hidden_result(make, Outcome.WRONG_VALUES)
    verdict = replace(hidden.verdict, seconds=1.48151, reference_seconds=0.062342)
    report = make.report(replace(hidden, verdict=verdict))
    said = redacted(replace(report, seconds=3.148151))
    verdict = said.results[0].verdict
    assert (verdict.seconds, verdict.reference_seconds, said.seconds) == (1.0, 0.0, 3.1)
    for text in (to_json(said), to_junit(said)):
        assert "48151" not in text
        assert "62342" not in text


def test_reports_without_hidden_cases_are_left_alone(mixed):
    """Nothing is copied, nothing is lost."""
    assert redacted(mixed) is mixed


def test_redacting_twice_changes_nothing(make):
    """Every renderer may do it again."""
    once = redacted(make.report(hidden_result(make, Outcome.RAISED)))
    assert redacted(once) == once
