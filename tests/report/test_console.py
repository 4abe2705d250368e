"""What a person reads: exact texts at every width, and nothing that a terminal would act upon."""

import io
import math
import os
from dataclasses import replace
from pathlib import Path

import pytest

from cnncheck.compare.verdict import Verdict
from cnncheck.diagnose.diagnosis import Diagnosis
from cnncheck.diagnose.observing.findings import BESIDES, Naming
from cnncheck.faults.catalogue import CATALOGUE
from cnncheck.faults.declaring.fault import Named
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome
from cnncheck.report.console import failure_text, make_console, print_report, to_text
from cnncheck.report.functions import function_lines, functions_text

EXPECTED = Path(__file__).parent / "expected"


def printed(report, width=100, *, color=False, encoding="utf-8", **options):
    """What arrives at a stream of this encoding."""
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    print_report(report, make_console(file, width=width, color=color), **options)
    file.flush()
    return file.buffer.getvalue().decode(encoding)


def lines_of(text):
    """The lines without the spaces that tables end with."""
    return [line.rstrip() for line in text.splitlines()]


def recorded(name, lines):
    """The text of a file in expected/; CNNCHECK_RECORD=1 writes it anew, to be read in the diff."""
    path = EXPECTED / f"{name}.txt"
    if os.environ.get("CNNCHECK_RECORD"):
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return path.read_text("utf-8").splitlines()


@pytest.mark.parametrize("width", [100, 80, 60, 50])
@pytest.mark.parametrize("name", ["mixed", "adhoc"])
def test_the_whole_text(request, name, width):
    """Character by character as in the files beside this one."""
    report = request.getfixturevalue(name)
    lines = lines_of(printed(report, width))
    assert lines == recorded(f"{name}-{width}", lines)


@pytest.mark.parametrize("width", [100, 80, 60, 50])
def test_the_whole_verbose_text(adhoc, width):
    """With lanes, and PyTorch's own figures under each row."""
    lines = lines_of(printed(adhoc, width, verbose=1))
    assert lines == recorded(f"verbose-{width}", lines)


def test_the_whole_text_of_a_long_run(long_run):
    """Rows are folded, what failed has its own rows, and ends the output."""
    lines = lines_of(printed(long_run))
    assert lines == recorded("long-100", lines)
    assert to_text(long_run) == printed(long_run)


def test_quiet_shows_failures_and_the_summary(mixed):
    """No table, but all that is needed to act."""
    lines = lines_of(printed(mixed, quiet=True))
    assert lines[0] == "FAIL cases/geometry.yaml::overlap[stride=1x1]  conv2d backward_filter"
    assert not any(line.startswith(("Shapes", "Errors")) for line in lines)
    full = lines_of(printed(mixed))
    tables = full.index("Shapes"), full.index(lines[-3])
    assert full[: tables[0]] + full[tables[1] :] == lines


def test_tables_stand_below_what_failed(told):
    """Functions first, then each bug, then the tables, then the line that sums it up."""
    lines = lines_of(printed(told, tables=True))
    bug = lines.index(
        "  cnncheck explain conv-forward/kernel-flipped-hw or conv-forward/last-row-zero"
    )
    tables = next(place for place, line in enumerate(lines) if line.startswith("Shapes"))
    assert 0 < bug < tables < len(lines) - 2


@pytest.mark.parametrize("width", [60, 61, 70, 79, 80, 81, 99, 100, 120, 200])
def test_tables_fit_the_width(mixed, adhoc, long_run, width):
    """Only lines that are to be copied whole, logs and reproduction lines, may be longer."""
    for report in (mixed, adhoc, long_run):
        for line in lines_of(printed(report, width)):
            if not line.startswith(("  again: ", "    | ", "FAIL ")):
                assert len(line) <= width, line


@pytest.mark.parametrize("width", [20, 50, 60, 80])
def test_reproduction_lines_are_never_broken(mixed, width):
    """They are there to be copied."""
    lines = printed(mixed, width).splitlines()
    for result in mixed.results[2:]:
        assert f"  again: {result.again}" in lines


def test_every_wide_row_is_there_at_60_columns(long_run):
    """Folding long names loses no character."""
    text = "".join(printed(long_run, 60).split())
    for name in ("cases/conv.yaml", "conv2d", "backward_filter", "max_pool2d"):
        assert name in text


@pytest.mark.parametrize("width", [50, 60, 80, 100])
def test_names_with_markup_and_escapes(make, width):
    """Markup is text, and whatever a terminal would act upon is shown as an escape."""
    name = "[/] [conv] [bold red]x[/] \x1b[31m\x07\r\n\x9b2J\u202e\udc80 :smile:"
    shown = r"[/] [conv] [bold red]x[/] \x1b[31m\x07\r\n\x9b2J\u202e\udc80 :smile:"
    case = make.case(name=name, file=f"{name}.yaml", variant="é=界")
    verdict = Verdict(Outcome.RAISED, f"real {name}", name, name, inputs=((name, (1,)),), log=name)
    result = make.result(case, name, verdict, name)
    report = make.report(result, make.passed(make.case()), implementations=((name, name),))
    for verbose in (0, 1):
        text = printed(report, width, verbose=verbose)
        assert all(char.isprintable() or char == "\n" for char in text)
        assert f"FAIL {shown}.yaml::{shown}[é=界]" in text
        assert f"    | {shown[: shown.index(chr(92) + 'r')]}" in text


def test_ascii_streams_get_ascii(make, mixed):
    """No box characters, and escapes for letters that the stream lacks."""
    text = printed(mixed, encoding="ascii")
    assert "-" * 60 in text
    assert len(text.splitlines()) == len(printed(mixed).splitlines())
    report = make.report(make.passed(make.case(name="größe")), make.passed(make.case(name="b")))
    assert "gr\\xf6\\xdfe" in printed(report, encoding="ascii")
    assert "größe" in printed(report, encoding="latin-1")
    for line in printed(report, 80, encoding="ascii").splitlines():
        assert len(line) <= 80


def test_wide_characters_keep_columns_level(make):
    """A Chinese name takes two columns a character."""
    report = make.report(make.passed(make.case(name="卷积")), make.passed(make.case(name="conv")))
    lines = [line for line in printed(report).splitlines() if "X 2x3x23x20" in line]
    assert lines[0].index("forward") + 2 == lines[1].index("forward")


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def test_a_terminal_gets_colours_and_nobody_else_does(mixed, monkeypatch):
    """Not a pipe, not with NO_COLOR, not when told not to."""

    def written(file, color=None):
        print_report(mixed, make_console(file, color=color))
        return file.getvalue()

    assert "\x1b[1;31mFAIL" in written(Terminal())
    assert "\x1b[32mPASS" in written(Terminal())
    plain = written(io.StringIO())
    assert "\x1b" not in plain
    assert written(Terminal(), color=False) == plain
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert written(Terminal(), color=False) == plain
    monkeypatch.setenv("NO_COLOR", "1")
    assert written(Terminal()) == plain


@pytest.mark.parametrize(
    ("outcome", "word", "color"),
    [
        (Outcome.UNTRUSTED, "UNTRUSTED", "\x1b[33m"),
        (Outcome.DISPUTED, "DISPUTED", "\x1b[33m"),
        (Outcome.NOT_ASKED, "NOT-ASKED", "\x1b[33m"),
        (Outcome.TOOL_ERROR, "ERROR", "\x1b[1;31m"),
        (Outcome.TIMEOUT, "FAIL", "\x1b[1;31m"),
    ],
)
def test_colour_never_speaks_alone(make, outcome, word, color):
    """Each colour comes with its word."""
    report = make.report(make.result(make.case(), "forward", Verdict(outcome, "real", "why")))
    assert f"{color}{word}" in printed(report, color=True)
    plain = printed(report)
    assert f"{word} cases/notebook.yaml::forward  conv2d forward\n  why\n" in plain or (
        outcome is Outcome.NOT_ASKED and "NOT-ASKED convolution2D  why (1 pass)\n" in plain
    )
    said = f"1 failed ({outcome.value})" if word == "FAIL" else f"1 {outcome.value}"
    assert f"{said} in 2.1 s" in plain


def test_an_empty_report_says_so(make):
    """Nothing is not a pass."""
    lines = lines_of(printed(make.report(deselected=7)))
    assert lines == [
        "solution.py   own process, Landlock, seccomp, rlimits",
        "nothing was checked in 2.1 s   7 left out   numpy 2.4.6   torch 2.13.0",
    ]


def test_failures_of_one_kind_are_told_once(make):
    """The smallest problem stands for its kind, a few others are named; -v has them all."""
    results = [
        make.wrong_values(make.case(name=f"case{i}"), hint=f"look at row {i}") for i in range(30)
    ]
    report = make.report(*results, stopped="stopped at the first failure")
    brief, full = printed(report, quiet=True), printed(report, quiet=True, verbose=1)
    assert brief.count("again: ") == 1
    assert full.count("again: ") == 30
    assert lines_of(brief)[-5:-3] == [
        "  and 29 more like it: case1 backward_input, case2 backward_input, case3 backward_input, ... (-v",
        "  tells each in full)",
    ]
    assert "30 failed (wrong-values) in 2.1 s   stopped at the first failure   numpy" in brief


def test_a_missing_function_is_told_in_one_line(make):
    """However many cases would have asked it."""
    verdict = Verdict(Outcome.NOT_ASKED, "real", "solution.py has no function convolution2D")
    cases = [make.case(name=f"case{i}") for i in range(70)]
    text = printed(
        make.report(*(make.result(case, "forward", verdict) for case in cases)), quiet=True
    )
    line = "NOT-ASKED convolution2D  solution.py has no function convolution2D (70 passes)"
    assert lines_of(text)[0] == line
    assert text.count("NOT-ASKED") == 1


def test_functions_that_are_missing_by_the_dozen_are_told_together(make):
    """A library has dozens of functions, and nobody writes them all; the notebook's six are told singly."""
    known = [(operator, each) for operator in OPERATORS.values() for each in operator.passes][:20]

    def results(count):
        for operator, pass_name in known[:count]:
            function = operator.functions[pass_name]
            verdict = Verdict(Outcome.NOT_ASKED, "real", f"solution.py has no function {function}")
            case = make.case(operator=operator.name)
            result = make.result(case, pass_name, verdict)
            yield from (replace(result, function=function) for _ in range(2))

    few = printed(make.report(*results(6), make.passed(make.case())))
    assert few.count("has no function") == 6
    many = printed(make.report(*results(20), make.passed(make.case())))
    first, second = (operator.functions[each] for operator, each in known[:2])
    told = f"NOT-ASKED 20 functions solution.py does not have them: {first}, {second}, "
    assert told in " ".join(many.split())
    assert "and 16 more (40 passes)" in " ".join(many.split())
    assert many.count("NOT-ASKED") == 1


def test_what_raises_in_one_line_is_told_in_full_once(make):
    """Gradients of one call raise together, whichever of them is wrong."""
    said = "backward(dout) raised ValueError: {} (solution.py, line 41, in backward)"
    results = [
        make.result(
            make.case(name=f"case{i}"), name, Verdict(Outcome.RAISED, "real", said.format(i))
        )
        for i, name in enumerate(("backward_filter", "backward_input"))
    ]
    lines = lines_of(printed(make.report(*results), quiet=True))
    assert sum(line.startswith("  again: ") for line in lines) == 1
    told = (
        "convolution2D_backward_input  raises where convolution2D_backward_filter does, in 1 case: "
    )
    whole = " ".join(" ".join(lines).split())
    assert (
        f"FAIL {' '.join(told.split())} solution.py, line 41, in backward (-v tells all)" in whole
    )
    apart = [results[0], replace(results[1], verdict=Verdict(Outcome.RAISED, "real", "no place"))]
    assert printed(make.report(*apart), quiet=True).count("again: ") == 2


def test_a_single_case_of_a_file_is_named(make):
    """A hidden one by its name alone."""
    case = make.case()
    lines = lines_of(printed(make.report(make.passed(case))))
    assert lines[:4] == [
        "cases/notebook.yaml::forward   conv2d   input 2x3x23x20   filter 7x3x6x6   stride 3x6   padding 2x3",
        "float64   seed 1973",
        "",
        " pass      inputs                  implementation  torch    shape",
    ]
    hidden = make.passed(make.case(visibility="hidden"))
    assert lines_of(printed(make.report(hidden)))[:3] == [
        "cases/notebook.yaml::forward",
        "",
        " pass      inputs  implementation  torch   shape",
    ]


def test_one_case_of_two_implementations_is_a_table_of_both(make):
    """The rows would be the same without the names above them."""
    verdict = make.passed(make.case()).verdict
    results = [make.result(make.case(), "forward", verdict, who) for who in ("a", "b")]
    lines = lines_of(printed(make.report(*results)))
    assert lines[0] == "Shapes"
    assert lines.count("a   cases/notebook.yaml") == 2


def test_the_same_failure_is_told_once(make):
    """A solution that cannot be loaded fails everywhere: the reason is not buried."""
    log = "SyntaxError: invalid syntax"
    verdict = Verdict(Outcome.LOAD_ERROR, "real", "solution.py cannot be loaded", log=log)
    cases = [make.case(name=f"case{i}") for i in range(70)]
    report = make.report(*(make.result(case, "forward", verdict) for case in cases))
    text = printed(report)
    assert text.startswith("FAIL cases/notebook.yaml::case0")  # no table of 70 dashes before it
    assert text.count("solution.py cannot be loaded") == 1
    assert text.count(log) == 1
    assert "of what did not pass" not in text
    assert "and 69 more like it: case1 forward, case2 forward, case3 forward, ..." in text
    assert printed(report, verbose=1).count(log) == 70


def test_two_implementations_stand_side_by_side(make):
    """One row a function; with -v their rows stand under the implementation and the file."""
    verdict = make.passed(make.case()).verdict
    cases = (make.case(), make.case(name="other"))
    results = [make.result(case, "forward", verdict, who) for who in ("a", "b") for case in cases]
    report = make.report(*results, implementations=(("a", "jail"), ("b", "none")))
    lines = lines_of(printed(report))
    assert lines[0] == "Passes, closest approach to the allowed difference, time (-v shows cases)"
    assert lines[1].split() == ["function", "a", "b"]
    assert lines[3].split() == ["convolution2D", *["PASS", "2", "3", "%", "500", "ms"] * 2]
    assert lines[-3:-1] == ["a   jail", "b   none"]
    verbose = lines_of(printed(report, verbose=1))
    assert verbose.count("a   cases/notebook.yaml") == 2
    assert verbose.count("b   cases/notebook.yaml") == 2


@pytest.mark.parametrize("width", [100, 60, 30])
def test_a_failure_beside_a_pass_is_seen_at_every_width(make, width):
    """How many of how many, in the implementation's own column or row."""
    good, bad = make.passed(make.case()), make.wrong_values(make.case())
    results = [
        make.result(make.case(), "backward_input", each.verdict, who)
        for who, each in (("right.py", good), ("wrong.py", bad))
    ]
    report = make.report(*results, implementations=(("right.py", "jail"), ("wrong.py", "jail")))
    text = printed(report, width)
    assert "FAIL 1 of 1" in text
    assert "PASS 1" in text


def test_a_log_is_cut_at_its_beginning(mixed):
    """The end of a traceback says what happened; -v shows all of it."""
    brief, full = printed(mixed), printed(mixed, verbose=1)
    assert "    | (3 earlier lines left out, -v shows them)\n" in brief
    assert "Traceback" not in brief
    assert "    | Traceback (most recent call last):\n" in full


def test_infinite_and_missing_figures_have_words(make):
    """A NaN is the worst of a folded row, whatever stands beside it."""
    figures = [make.figures(max_abs=value) for value in (1.0, math.nan, math.inf)]
    cases = [make.case(name=f"case{i}") for i in range(61)]
    results = [make.passed(case, figures=figures[i % 3]) for i, case in enumerate(cases)]
    [row] = [line for line in printed(make.report(*results)).splitlines() if "PASS" in line]
    assert row.split() == ["conv2d", "forward", "61", "1.2e-27", "nan", "2.6e-16", "3", "%", "PASS"]


def test_one_failure_alone_reads_as_in_the_whole_report(mixed):
    """Other runners show the same block, and of a hidden case no more than it may say."""
    failed = [result for result in mixed.results if not result.verdict.outcome.passed]
    whole = printed(mixed)
    assert failed
    for result in failed:
        assert failure_text(result) in whole


def test_a_file_that_cannot_be_loaded_is_told_once_for_all_functions(make):
    """Six functions fail for one reason."""
    verdict = Verdict(Outcome.LOAD_ERROR, "real", "solution.py cannot be loaded")
    results = [
        replace(make.result(make.case(), "forward", verdict), function=name)
        for name in ("convolution2D", "pool_forward", "pool_back")
    ]
    text = printed(make.report(*results), quiet=True)
    assert text.count("solution.py cannot be loaded") == 1
    assert "and 2 more like it: " in text


@pytest.fixture
def told(long_run):
    """A long run in which one function fails and its bugs are known."""
    failed = next(each for each in long_run.results if not each.verdict.outcome.passed)
    faults = ("conv-forward/kernel-flipped-hw", "conv-forward/last-row-zero")
    named = tuple(Named(CATALOGUE[fault], 0, 3) for fault in faults)
    naming = Naming(failed.function, named, (), 3, 5)
    found = Diagnosis(failed.implementation, failed.function, naming)
    return replace(long_run, diagnoses=(found,))


def test_a_long_run_tells_bugs_first_and_once(told):
    """A line for each function, then each bug with its id; no tables; the last line counts."""
    lines = lines_of(printed(told))
    function = told.diagnoses[0].function
    first = next(line for line in lines if f" {function}  " in line)
    assert lines.index(first) < 6
    assert first.startswith("FAIL ")
    whole = " ".join(line.strip() for line in lines[lines.index(first) :])
    assert f" cases: {told.diagnoses[0].sentence}" in whole
    text = "\n".join(lines)
    assert text.count("the kernel is rotated by 180 degrees") == 1
    assert "cnncheck explain conv-forward/kernel-flipped-hw or conv-forward/last-row-zero" in text
    assert "Shapes: " not in text
    assert any("wrong, 2 bugs" in line for line in lines[-3:])
    assert any(line.startswith("PASS ") for line in lines[:6])


@pytest.mark.parametrize("quiet", [False, True])
def test_functions_that_are_missing_are_told_once_beside_bugs(make, told, quiet):
    """Among the lines of the functions, and not once more with the failures."""
    verdict = Verdict(Outcome.NOT_ASKED, "real", "solution.py has no function max_pool2d")
    missing = replace(make.result(make.case(), "forward", verdict), function="max_pool2d")
    text = printed(replace(told, results=(*told.results, missing)), quiet=quiet)
    assert text.count("has no function max_pool2d") == 1


@pytest.mark.parametrize(
    ("known", "rest", "said"),
    [
        (2, "", ", 2 bugs"),
        (1, "", ", 1 bug"),
        (0, "", ", at least 1 bug"),
        (1, BESIDES, ", at least 2 bugs"),
        (1, "2 are not explained by it", ", at least 1 bug"),
    ],
)
def test_bugs_that_have_no_name_are_counted_as_one_at_least(told, known, rest, said):
    """Nobody knows how many there are behind what is not explained."""
    (found,) = told.diagnoses
    naming = replace(found.naming, faults=found.naming.faults[:known], rest=rest)
    lines = lines_of(printed(replace(told, diagnoses=(replace(found, naming=naming),))))
    assert any(f"1 function wrong{said}   " in line for line in lines[-3:])


def counted(report):
    """How many functions are wrong, in words."""
    return functions_text(function_lines(report))


def test_what_only_breaks_a_rule_is_counted_apart(told):
    """It computes what it should."""
    wrong = next(each for each in told.results if not each.verdict.outcome.passed)
    verdict = Verdict(Outcome.FORBIDDEN, "real", "zero_padding uses numpy.pad")
    other = replace(wrong, function="zero_padding", verdict=verdict)
    both = replace(told, results=(*told.results, other))
    assert counted(both) == "1 function wrong, 2 bugs, 1 uses what is forbidden"
    assert counted(replace(told, results=(other,))) == "1 uses what is forbidden"


def test_a_function_that_is_asked_as_two_layers_is_one(told):
    """Its author wrote it once."""
    wrong = next(each for each in told.results if not each.verdict.outcome.passed)
    two = tuple(replace(wrong, function=each, called=f"pad ({each})") for each in ("a", "b"))
    assert counted(replace(told, results=two, diagnoses=())) == "1 function wrong, at least 1 bug"


def test_tables_of_a_long_run_are_shown_when_asked_for(told):
    """By an option, and by -v."""
    assert "Shapes: " in printed(told, tables=True)
    assert "Shapes" in printed(told, verbose=1)
