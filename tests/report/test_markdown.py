"""A job summary says what the console says, shows every name as it is, and is never too large."""

import dataclasses
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from cnncheck.compare.verdict import Verdict
from cnncheck.diagnose.diagnosis import Diagnosis
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.errors import Where
from cnncheck.outcomes import Outcome
from cnncheck.report.markdown import SIZE_LIMIT, code, escaped, fenced, to_markdown

NASTY = [
    "plain",
    "a|b||c",
    "``` ` ``",
    "`",
    " `x` ",
    "</details><script>alert(1)</script>",
    "<!-- [x](javascript:alert(1)) ![i](u)",
    "*bold* _em_ ~~gone~~ # no heading",
    "- no list",
    "+ no list",
    "12. no list",
    "3) no list",
    "=== no heading",
    "> no quote",
    "&lt;&amp;&#35; \\* \\",
    "http://example.org www.example.org",
    "line\nbreak\r\n## heading",
    "\x1b[31mred\x1b[0m \u202e \u200b",
    "$x$ $$y$$",
]


class Page(HTMLParser):
    """The text of a page, its tags, and the cells of its table rows."""

    def __init__(self, markdown):
        super().__init__()
        self.texts, self.tags, self.rows = [], [], []
        self.in_cell = False
        self.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag):
        self.in_cell = self.in_cell and tag not in ("td", "th")

    def handle_data(self, data):
        self.texts.append(data)
        if self.in_cell:
            self.rows[-1][-1] += data

    @property
    def text(self):
        return "".join(self.texts)


def shown(text):
    """What is legible of a text once control characters are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


@pytest.mark.parametrize("text", NASTY)
def test_sentences_are_shown_as_they_are(text):
    """No mark of Markdown and no HTML takes effect in an escaped sentence."""
    page = Page(escaped(text))
    assert page.text.strip().replace("\u2060", "") == shown(text).strip()
    assert page.tags == ["p"]


@pytest.mark.parametrize("text", NASTY)
def test_names_are_shown_as_they_are_in_a_table(text):
    """A pipe in a code span would end the cell, a backquote the span."""
    page = Page(f"| a | b |\n|---|---|\n| {code(text, in_table=True)} | next |\n")
    assert page.rows[1:] == [[shown(text), "next"]]


@pytest.mark.parametrize("text", NASTY)
def test_logs_are_shown_as_they_are(text):
    """A fence in a log does not end the block."""
    lines = [shown(line) for line in text.split("\n")]
    page = Page(fenced(lines) + "\n\nafter")
    assert page.text == "\n".join(lines) + "\n\nafter\n" or page.text.startswith("\n".join(lines))
    assert page.tags == ["pre", "code", "p"]


def test_nobody_is_written_to():
    """GitHub mentions whoever stands after an at sign."""
    assert escaped("ask @octocat") == "ask &#64;&#8288;octocat"


def test_the_whole_document_of_nasty_names_has_its_structure(make):
    """One row and one fold a failure, whatever the names, messages and logs hold."""
    results = []
    for text in NASTY:
        case = make.case(name=text, file=f"{text}.yaml", where=Where(f"{text}.yaml", 3))
        verdict = Verdict(Outcome.RAISED, "real", text, text, log=text)
        results.append(make.result(case, "forward", verdict, implementation=text))
    page = Page(to_markdown(make.report(*results, implementations=tuple((t, t) for t in NASTY))))
    assert len(page.rows) == 1 + len(NASTY)
    assert all(len(row) == 4 for row in page.rows)
    assert page.tags.count("details") == page.tags.count("summary") == len(NASTY)
    assert page.tags.count("h2") == 1
    assert not set(page.tags) & {"script", "a", "img", "em", "strong", "ol", "h1", "blockquote"}


def test_the_document_says_what_the_console_says(mixed):
    """The counts, and of each failure the sentence, the shapes, the log and the line again."""
    text = to_markdown(mixed)
    assert text.startswith(
        "## ❌ cnncheck: 3 of 5 failed\n\n"
        "2 passed, 1 raised, 1 wrong-values, 1 wrong-shape in 2.1 s · 3 left out · "
        "numpy 2.4.6 · torch 2.13.0 · python 3.12.3\n\n"
        "`solution.py`: own process, Landlock, seccomp, rlimits\n"
    )
    page = Page(text)
    assert page.rows[0] == ["", "Case", "What is wrong", "Again"]
    assert page.rows[2] == [
        "FAIL",
        "cases/geometry.yaml::overlap[stride=1x1]  conv2d backward_input",
        "12 of 48 elements differ; worst at [0, 1, 2, 3]: got 1.0, expected 7.0, "
        "allowed difference 0",
        "cnncheck run cases/geometry.yaml --case 'overlap[stride=1x1]' --pass backward_input "
        "--impl solution.py",
    ]
    assert "overlapping windows overwrite instead of adding up" in page.text
    assert "at cases/geometry.yaml:40" in page.text
    assert "returned 2x7x9x4 float64, reference 2x7x8x4 float64" in page.text
    assert "line 13, in convolution2D" in page.text


def test_a_run_that_passed_is_told_in_a_few_lines(adhoc, make):
    """Nothing to unfold, and nothing that looks like a failure; nothing at all is no success."""
    text = to_markdown(adhoc)
    assert text.startswith("## ✅ cnncheck: 3 passed\n")
    assert "details" not in text
    assert len(text.splitlines()) == 5
    assert to_markdown(make.report()).startswith("## ❌ cnncheck: 0 passed\n\nnothing was checked")


def test_however_much_fails_the_document_is_small_enough(make):
    """Whole rows and whole folds are left out, and counted."""
    case = make.case(name="名" * 400)
    verdict = Verdict(Outcome.RAISED, "real", "x" * 5000, "y" * 5000, log="z" * 9000 + "\nend" * 90)
    text = to_markdown(make.report(*[make.result(case, "forward", verdict)] * 2000))
    assert SIZE_LIMIT // 2 < len(text.encode()) <= SIZE_LIMIT
    rows = len(re.findall(r"^\| FAIL ", text, re.M))
    folds = text.count("<details>")
    assert text.count("</details>") == folds
    assert f"\n{2000 - rows} more rows left out: the JSON report has them all\n" in text
    assert f"\n{2000 - folds} more failures left out: the JSON report has them all\n" in text
    assert "(51 earlier lines left out)" in text


def test_a_function_that_is_not_there_is_told_once(make):
    """However many cases ask it."""
    verdict = Verdict(Outcome.NOT_ASKED, "real", "s.py has no function convolution2D")
    results = [make.result(make.case(name=f"case{n}"), "forward", verdict) for n in range(9)]
    page = Page(to_markdown(make.report(*results, make.wrong_values(make.case()))))
    assert [row[:3] for row in page.rows[1:]] == [
        [
            "NOT-ASKED",
            "convolution2D",
            "s.py has no function convolution2D (9 passes)",
        ],
        ["FAIL", "cases/notebook.yaml::forward  conv2d backward_input", page.rows[2][2]],
    ]
    assert page.tags.count("details") == 1


def test_the_diagnosis_of_a_function_stands_above_the_table(mixed):
    """What the bug is, escaped."""
    naming = Naming("convolution2D", failing=3)
    diagnosis = Diagnosis("solution.py", "convolution2D", naming, probed="reads *<b>wrongly</b>*")
    page = Page(to_markdown(dataclasses.replace(mixed, diagnoses=(diagnosis,))))
    assert "convolution2D cause unknown: reads *<b>wrongly</b>*\n" in page.text
    assert "b" not in page.tags
