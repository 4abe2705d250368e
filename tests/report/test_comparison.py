"""What changed between two runs, how it is told, and what is no report."""

import dataclasses
import io
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnncheck.compare.verdict import Verdict
from cnncheck.errors import UsageError
from cnncheck.outcomes import Outcome
from cnncheck.rendering.terminal import make_console
from cnncheck.report.comparison import compare
from cnncheck.report.comparison_text import baseline_lines, diff_lines, print_comparison
from cnncheck.report.json_report import to_json
from cnncheck.report.past_report import PastReport, PastResult, parsed, past, read_report


def result(name, outcome="passed", implementation="a.py", of_bound=None, **changes):
    """A result as a report tells it."""
    fields = {
        "id": f"c.yaml::{name} forward",
        "title": f"c.yaml::{name}  conv2d forward",
        "implementation": implementation,
        "outcome": outcome,
        "passed": outcome == "passed",
        "fails": outcome not in ("passed", "not-asked"),
        "message": "" if outcome == "passed" else f"{name} is {outcome}",
        "of_bound": of_bound,
        "again": "" if outcome == "passed" else f"cnncheck run c.yaml --case {name}",
    }
    return PastResult(**(fields | changes))


def run(*results, name="run.json", **environment):
    return PastReport(name, tuple(environment.items()), results)


def ids(entries):
    return [entry.id.removeprefix("c.yaml::").removesuffix(" forward") for entry in entries]


def test_each_result_is_where_it_belongs():
    """Newly failing, fixed, failing as before and otherwise, added, removed, as before."""
    before = run(
        *(result("same"), result("breaks"), result("mended", "raised"), result("gone", "raised")),
        *(result("still", "raised"), result("otherwise", "wrong-shape")),
    )
    after = run(
        *(result("otherwise", "wrong-values"), result("still", "raised"), result("mended")),
        *(result("breaks", "crashed"), result("same"), result("new"), result("newbad", "raised")),
    )
    found = compare(before, after)
    assert [(was and was.outcome, now.outcome) for was, now in found.new_failures] == [
        ("passed", "crashed"),
        (None, "raised"),
    ]
    assert ids(p.after for p in found.fixed) == ["mended"]
    assert ids(p.after for p in found.still_failing) == ["otherwise", "still"]
    assert ids(p.after for p in found.failing_otherwise) == ["otherwise"]
    assert ids(found.added) == ["new", "newbad"]
    assert ids(found.removed) == ["gone"]
    assert found.unchanged == 1


@pytest.mark.parametrize(
    ("was", "now", "closer"),
    [
        (0.0, 0.0, False),
        (0.0, 0.26, False),
        (0.0, 0.31, True),
        (0.003, 0.29, False),
        (0.1, 0.3, False),
        (0.2, 0.59, False),
        (0.2, 0.61, True),
        (0.9, 0.1, False),
        (None, 0.9, False),
        (0.1, None, False),
        (math.nan, 0.9, False),
    ],
)
def test_what_comes_closer_to_its_bound_than_noise_is_told(was, now, closer):
    """More than three times the share, where less than a tenth counts as a tenth."""
    found = compare(run(result("x", of_bound=was)), run(result("x", of_bound=now)))
    assert bool(found.closer) == closer
    assert found.new_failures == ()
    assert found.unchanged == 1 - closer


def test_two_implementations_can_be_compared_by_their_reports():
    """Where each report has one, its name does not matter; where one has two, it does."""
    one, other = run(result("x", "raised")), run(result("x", implementation="b.py"))
    assert len(compare(one, other).fixed) == 1
    both = run(result("x"), result("x", "raised", implementation="b.py"))
    found = compare(other, both)
    assert [now.implementation for _, now in found.new_failures] == ["b.py"]
    assert [each.implementation for each in found.added] == ["a.py"]
    assert found.removed == ()


results = st.lists(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["passed", "raised", "crashed"])),
    unique_by=lambda pair: pair[0],
).map(lambda pairs: run(*(result(*pair) for pair in pairs)))


@given(results, results)
def test_every_result_is_counted_once(before, after):
    """Whatever the two runs hold; and the way back undoes what the way there did."""
    found, back = compare(before, after), compare(after, before)
    new = [now for was, now in found.new_failures if was]
    told = len(new) + len(found.fixed) + len(found.still_failing) + len(found.added)
    assert told + found.unchanged == len(after.results)
    assert sorted(ids(new)) == sorted(ids(pair.after for pair in back.fixed))
    assert sorted(ids(found.added)) == sorted(ids(back.removed))
    assert len(found.still_failing) == len(back.still_failing)
    assert compare(after, after).new_failures == ()


def text(lines, **how):
    file = io.StringIO()
    print_comparison(lines, make_console(file, width=40, **how))
    return file.getvalue()


BEFORE = run(
    *(result("same"), result("breaks"), result("mended", "raised"), result("gone")),
    *(result("other", "wrong-shape"), result("near", of_bound=0.03), result("absent", "not-asked")),
    name="main.json", torch="2.12.0", numpy="2.4.6",
)  # fmt: skip
AFTER = run(
    *(result("same"), result("breaks", "crashed"), result("mended"), result("extra", "raised")),
    *(result("other", "wrong-values"), result("near", of_bound=0.45), result("absent", "not-asked")),
    name="branch.json", torch="2.13.0", numpy="2.4.6",
)  # fmt: skip


def test_a_difference_is_told_whole():
    """New failures with what to run; every other list by name; one line that sums it up."""
    assert text(diff_lines(compare(BEFORE, AFTER))) == (
        "before  main.json   a.py   3 of 7 failed\n"
        "after   branch.json   a.py   4 of 7 failed\n"
        "        torch 2.12.0, now 2.13.0\n"
        "\n"
        "new failures (2)\n"
        "  c.yaml::breaks  conv2d forward\n"
        "    was passed, now crashed: breaks is crashed\n"
        "    again: cnncheck run c.yaml --case breaks\n"
        "  c.yaml::extra  conv2d forward\n"
        "    was not there, now raised: extra is raised\n"
        "    again: cnncheck run c.yaml --case extra\n"
        "\n"
        "fixed (1)\n"
        "  c.yaml::mended  conv2d forward   was raised\n"
        "\n"
        "failing otherwise (1)\n"
        "  c.yaml::other  conv2d forward   was wrong-shape, now wrong-values\n"
        "\n"
        "closer to the bound (1)\n"
        "  c.yaml::near  conv2d forward   used 3 % of the bound, now 45 %\n"
        "\n"
        "added (1)\n"
        "  c.yaml::extra  conv2d forward   raised\n"
        "\n"
        "removed (1)\n"
        "  c.yaml::gone  conv2d forward   passed\n"
        "\n"
        "2 new failures, 1 fixed, 2 still failing, 1 closer to the bound, 1 added, 1 removed, "
        "1 as before\n"
    )


def test_against_a_baseline_what_still_fails_is_named():
    """The run has told the failures already; what is not asked is only counted."""
    assert text(baseline_lines(compare(BEFORE, AFTER))) == (
        "compared with main.json\n"
        "\n"
        "new failures (2)\n"
        "  c.yaml::breaks  conv2d forward   crashed\n"
        "  c.yaml::extra  conv2d forward   raised\n"
        "\n"
        "fixed (1)\n"
        "  c.yaml::mended  conv2d forward   was raised\n"
        "\n"
        "failing otherwise (1)\n"
        "  c.yaml::other  conv2d forward   was wrong-shape, now wrong-values\n"
        "\n"
        "still failing (1)\n"
        "  c.yaml::other  conv2d forward   wrong-values\n"
        "\n"
        "still not asked (1)\n"
        "\n"
        "2 new failures, 1 fixed, 2 still failing, 1 closer to the bound, 1 added, 1 removed, "
        "1 as before\n"
    )


def test_nothing_new_is_one_line():
    """And green."""
    lines = [*baseline_lines(compare(AFTER, AFTER))]
    assert lines[-1] == ("no new failure, 4 still failing, 3 as before", "bold green")
    assert "\x1b[1;32mno new failure" in text(lines, color=True)


def test_long_lists_are_cut_and_counted():
    """Unless all is asked for."""
    found = compare(run(), run(*(result(f"x{n}") for n in range(50))))
    short, whole = text(diff_lines(found)), text(diff_lines(found, verbose=True))
    assert "x19 " in short
    assert "x20 " not in short
    assert "  (30 more, -v names them)\n" in short
    assert "x49 " in whole


def test_control_characters_do_not_reach_the_terminal():
    """Reports can be written by anybody."""
    bad = "\x1b[2J\r\n\u202e"
    nasty = result(bad, "raised", implementation=bad, title=bad, message=bad, again=bad)
    out = text(diff_lines(compare(run(name=bad, **{bad: bad}), run(nasty, name=bad))))
    assert not set(out) & set("\x1b\r\u202e")
    assert all(line == "" or line[0] in " banr1" for line in out.split("\n"))


def test_a_written_report_is_read_back(mixed, tmp_path):
    """What a run just found and what its file says are the same."""
    (tmp_path / "a.json").write_text(to_json(mixed), encoding="utf-8")
    read = read_report(tmp_path / "a.json")
    assert read.results == past(mixed).results
    assert dict(read.environment)["torch"] == "2.13.0"
    assert compare(read, past(mixed)).unchanged == 2
    wrong = read.results[3]
    assert wrong == PastResult(
        id="cases/geometry.yaml::overlap[stride=1x1] backward_input",
        title="cases/geometry.yaml::overlap[stride=1x1]  conv2d backward_input",
        implementation="solution.py",
        outcome="wrong-values",
        passed=False,
        fails=True,
        message="12 of 48 elements differ; worst at [0, 1, 2, 3]: got 1.0, expected 7.0, "
        "allowed difference 0",
        of_bound=math.inf,
        again="cnncheck run cases/geometry.yaml --case 'overlap[stride=1x1]' "
        "--pass backward_input --impl solution.py",
    )


def test_hidden_cases_are_read_back_without_their_figures(make):
    """A report of hidden cases can be a baseline."""
    case = make.case(visibility="hidden")
    (read,) = past(make.report(make.wrong_values(case))).results
    assert (read.outcome, read.of_bound, read.again) == ("wrong-values", None, "")


def test_outcomes_of_later_versions_are_read(mixed):
    """Only the schema's number says that a reader would be misled."""
    data = json.loads(to_json(mixed))
    data["results"][2]["verdict"]["outcome"] = "melted"
    data["results"][2]["more"] = data["more"] = 1
    assert parsed(data, "x").results[2].outcome == "melted"


def test_a_report_of_the_first_schema_is_read(mixed):
    """It had another word for what is not asked, and none for some other outcomes."""
    data = json.loads(to_json(mixed))
    data["schema"] = "cnncheck.report/1"
    data["results"][2]["verdict"]["outcome"] = "skipped"
    assert parsed(data, "x").results[2].outcome == "not-asked"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "{path}:1:1: this is not JSON: Expecting value; {write}"),
        ('{\n "a": tru\n}', "{path}:2:7: this is not JSON: Expecting value; {write}"),
        ("[1]", "{path}: this is JSON, but no report of cnncheck; {write}"),
        ('{"a": 1}', "{path}: this is JSON, but no report of cnncheck; {write}"),
        ("[" * 200_000, "{path}: this is nested too deeply for a report; {write}"),
        (
            '{"schema": "cnncheck.report/3"}',
            '{path}: the schema is "cnncheck.report/3", this cnncheck reads "cnncheck.report/2"; '
            "write the report anew, or compare with the cnncheck that wrote it",
        ),
        ('{"schema": "cnncheck.report/2"}', "{path}: environment is missing; {write}"),
        (
            '{"schema": "cnncheck.report/2", "environment": {}, "results": {}}',
            "{path}: results is {{}}, expected a list; {write}",
        ),
        (
            '{"schema": "cnncheck.report/2", "environment": {}, "results": [7]}',
            "{path}: results[0] is 7, expected a mapping; {write}",
        ),
    ],
)
def test_files_that_are_no_reports_are_explained(tmp_path, content, message):
    """What is wrong, where, and what to do."""
    path = tmp_path / "a.json"
    path.write_text(content, encoding="utf-8")
    write = "write one with: cnncheck run --report json:FILE"
    with pytest.raises(UsageError) as caught:
        read_report(path)
    assert str(caught.value) == message.format(path=path, write=write)


@pytest.mark.parametrize(
    ("where", "value", "message"),
    [
        (("verdict", "outcome"), 5, "results[0].verdict.outcome is 5, expected text"),
        (
            ("verdict", "passed"),
            "yes",
            'results[0].verdict.passed is "yes", expected true or false',
        ),
        (("verdict", "passed"), 1, "results[0].verdict.passed is 1, expected true or false"),
        (("id",), None, "results[0].id is null, expected text"),
        (("case", "operator"), [], "results[0].case.operator is [], expected text"),
        (("verdict", "figures", "of_bound"), "x", 'results[0].verdict.figures.of_bound is "x"'),
        (("verdict", "figures", "of_bound"), True, "results[0].verdict.figures.of_bound is true"),
    ],
)
def test_values_of_another_kind_are_named_by_their_place(mixed, where, value, message):
    """As in a path through the document."""
    data = json.loads(to_json(mixed))
    holder = data["results"][0]
    for key in where[:-1]:
        holder = holder[key]
    holder[where[-1]] = value
    with pytest.raises(UsageError) as caught:
        parsed(data, "a.json")
    assert caught.value.message.startswith(f"a.json: {message}")


def test_files_that_cannot_be_read_are_explained(tmp_path):
    """Missing, a folder, or not text."""
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00")
    for name, message in (
        ("no.json", "there is no such file; write one with: cnncheck run --report json:FILE"),
        ("", "this is a folder, expected a regular file"),
        ("b.json", "this is not JSON, not even text in UTF-8; "),
    ):
        with pytest.raises(UsageError) as caught:
            read_report(tmp_path / name)
        assert str(caught.value).startswith(f"{tmp_path / name}: {message}")


def test_comparing_changes_nothing(mixed, make):
    """A report is a value; failures that are the tool's own count as failures as well."""
    before = past(mixed)
    copy = dataclasses.replace(before)
    worse = make.report(
        make.result(make.case(), "forward", Verdict(Outcome.DISPUTED, "real", "no"))
    )
    found = compare(before, past(worse))
    assert before == copy
    assert [now.outcome for _, now in found.new_failures] == ["disputed"]
