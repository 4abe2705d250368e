"""The page: whole in one file, escaped, small, readable; what it does is tested in a browser."""

import base64
import dataclasses
import hashlib
import re
from html.parser import HTMLParser
from importlib import resources

import numpy as np
import pytest

from cnncheck.compare.verdict import Evidence, SliceFact, Summary, Verdict
from cnncheck.diagnose.diagnosis import Diagnosis
from cnncheck.diagnose.observing.findings import Naming
from cnncheck.errors import Where
from cnncheck.outcomes import Outcome
from cnncheck.report.html_report import MOST_FAILURES, to_html

NASTY = [
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\" onclick='alert(1)' <!-- -->",
    "{{ 7 * 7 }}{% raw %} &amp; \u2028",
    "\x00\x1b[31m\x07 \u202e",
    "</pre></details></td></title>",
]


class Page(HTMLParser):
    """Tags with their attributes, the text of each kind of element, and what is not text."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.open, self.text, self.raw = [], [], [], {"style": [], "script": []}
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "wbr"):
            self.open.append((tag, dict(attrs)))
        if tag not in ("wbr", "span", "b", "code"):
            self.text.append(" ")

    def handle_endtag(self, tag):
        assert self.open[-1][0] == tag, f"</{tag}> ends {self.open[-1]}"
        self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1][0] in self.raw:
            self.raw[self.open[-1][0]].append((self.open[-1][1], data))
        else:
            self.text.append(data)

    def named(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


def words(html):
    """All legible text, with single spaces."""
    return " ".join("".join(Page(html).text).split())


def shown(text):
    """What is legible of a text once control characters are escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def failure_with_arrays(make, side=5, **changes):
    """A failure whose arrays were kept."""
    expected = np.random.default_rng(0).normal(size=(2, 3, side, side))
    got = expected.copy()
    got[:, :, -1] += 1
    evidence = Evidence(got, expected, np.full(got.shape, 1e-13), {})
    return make.wrong_values(make.case(), evidence=evidence, **changes)


def test_the_page_needs_nothing_else(mixed):
    """No address but those of the page itself, and nothing that runs besides its own script."""
    page = Page(to_html(mixed))
    assert not page.open
    for tag, attrs in page.tags:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base")
        assert "src" not in attrs
        assert "style" not in attrs
        assert attrs.get("href", "#").startswith("#")
        assert not [name for name in attrs if name.startswith("on")]
    assert "http://" not in to_html(mixed)
    assert "https://" not in to_html(mixed)


def test_the_policy_allows_the_pages_own_style_and_script_by_their_hashes(mixed):
    """So that nothing else could run, whatever a name holds."""
    page = Page(to_html(mixed))
    (policy,) = (
        meta["content"]
        for meta in page.named("meta")
        if meta.get("http-equiv") == "Content-Security-Policy"
    )
    for kind in ("style", "script"):
        (text,) = (text for attrs, text in page.raw[kind] if "type" not in attrs)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


@pytest.mark.parametrize("text", NASTY)
def test_whatever_a_name_holds_is_shown_and_nothing_else(make, text):
    """In every place that a person or their code can put text."""
    case = make.case(name=text, file=text, where=Where(text, 3))
    verdict = Verdict(
        Outcome.RAISED, text, text, text, log=text,
        inputs=((text, (1, 2)),), implementation=Summary((1,), text, 0.0, 0.0),
        slices=(SliceFact(text, text, text, text),),
    )  # fmt: skip
    result = make.result(case, text, verdict, implementation=text)
    plain = make.result(
        make.case(), "forward", Verdict(Outcome.RAISED, "real", slices=verdict.slices)
    )
    html = to_html(make.report(result, implementations=((text, text),), paths=(text,)))
    tags = [tag for tag, _ in Page(html).tags]
    expected = [tag for tag, _ in Page(to_html(make.report(plain))).tags]
    assert set(tags) <= {
        *expected,
        "ul",
        "p",
        "pre",
        "details",
        "summary",
        "wbr",
        "div",
        "dt",
        "dd",
    }
    assert tags.count("script") == 1
    assert words(html).count(" ".join(shown(text).split())) >= 10
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u202e]", html)


def test_each_failure_tells_all_that_is_known(mixed):
    """Shapes, figures, the sentence, the hint, the place, the log and the line that repeats it."""
    text = words(to_html(mixed))
    for said in (
        "✗ 3 of 5 failed",
        "solution.py: own process, Landlock, seccomp, rlimits. 2.1 s",
        "2 passed 1 raised 1 wrong-values 1 wrong-shape",
        "torch 2.13.0",
        "left out 3 by options",
        "cases/geometry.yaml::overlap[stride=1x1] conv2d backward_input wrong-values",
        "12 of 48 elements differ; worst at [0, 1, 2, 3]: got 1.0, expected 7.0",
        "overlapping windows overwrite instead of adding up",
        "case at cases/geometry.yaml:40",
        "inputs out_grad 2x7x8x4, X 2x3x27x26, W 7x3x6x6",
        "implementation returned 2x7x9x4 float64 reference returned 2x7x8x4 float64",
        "squared error 432",
        "[0, 1, 2, 3] 1.0 7.0 6 0",
        "No heat maps: the arrays of this case are too large to keep.",
        "line 13, in convolution2D",
        "cnncheck run cases/geometry.yaml --case 'overlap[stride=1x1]' --pass backward_input",
        "2x7x9x4, not 2x7x8x4",
    ):
        assert said in text


def test_the_diagnosis_of_a_function_is_told_once_above_its_failures(mixed):
    """What the bug is, however many cases it breaks; escaped like everything else."""
    naming = Naming("convolution2D", failing=3)
    diagnosis = Diagnosis("solution.py", "convolution2D", naming, probed="reads <b>wrongly</b>")
    html = to_html(dataclasses.replace(mixed, diagnoses=(diagnosis,)))
    assert "What the bug is convolution2D cause unknown: reads <b>wrongly</b> " in words(html)
    assert "What the bug is" not in to_html(mixed)


def test_the_table_has_a_row_for_each_result_and_links_to_the_failures(mixed):
    """Every link has its target."""
    page = Page(to_html(mixed))
    rows = [attrs for attrs in page.named("tr") if "data-outcome" in attrs]
    assert [row["data-outcome"] for row in rows] == [
        "passed", "passed", "raised", "wrong-values", "wrong-shape",
    ]  # fmt: skip
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"][1:] for attrs in page.named("a")} <= set(ids)


def test_a_log_that_many_share_is_written_once(make):
    """The second failure points at the first; a long log keeps its end."""
    verdict = Verdict(Outcome.LOAD_ERROR, "real", "no", log="outset\n" + "x" * 50_000 + "\nthe end")
    html = to_html(make.report(*[make.result(make.case(), "forward", verdict)] * 3))
    assert html.count("the end") == 1
    assert "outset" not in html
    assert "Log, the last 12000 of 50015 characters" in words(html)
    assert html.count("Log: the same log as f1.") == 2


def test_a_function_that_is_not_there_is_told_once(make):
    """Every row that it fails links to the one place."""
    verdict = Verdict(Outcome.NOT_ASKED, "real", "s.py has no function convolution2D")
    results = [make.result(make.case(name=f"case{n}"), "forward", verdict) for n in range(9)]
    html = to_html(make.report(*results, make.wrong_values(make.case())))
    links = [attrs["href"] for attrs in Page(html).named("a")]
    assert links == ["#results", *["#f1"] * 9, "#f2"]
    assert html.count('class="failure"') == 2
    assert "NOT-ASKED convolution2D 9 not-asked s.py has no function convolution2D" in words(html)
    assert "✗ 1 of 10 failed" in words(html)


def test_a_run_that_passed_has_no_failures_and_is_small(make):
    """235 results, as many as the shipped cases ask for."""
    case = make.case(name="anisotropic", variant="fill=wide_integers,dtype=float64,layout=strided")
    html = to_html(make.report(*[make.passed(case)] * 235))
    assert len(html.encode()) < 300_000
    assert "✓ 235 passed" in words(html)
    assert 'class="failure"' not in html
    assert to_html(make.report()).count("nothing was checked") == 2


@pytest.mark.parametrize("many", [235, 1000])
def test_a_run_in_which_everything_fails_stays_readable(make, many):
    """Arrays and logs share what room there is; the failures beyond are counted."""
    results = [
        failure_with_arrays(make, side=60, log=f"{number} " * 9000, message="m" * 9000)
        for number in range(many)
    ]
    html = to_html(make.report(*results))
    assert len(html.encode()) < 2_000_000 + 1_000 * (many - 235)
    assert html.count('class="failure"') == min(many, MOST_FAILURES)
    assert html.count('type="application/json"') == min(many, MOST_FAILURES)
    assert ("told in full; the other 700" in words(html)) == (many == 1000)
    assert "m" * 1001 not in html


def test_of_a_hidden_case_no_array_is_drawn(make):
    """Nor are its shapes, its problem, its seed and its line again."""
    shown_result = failure_with_arrays(make)
    case = make.case(visibility="hidden", seed=7919)
    hidden = type(shown_result)(
        case, "forward", "convolution2D", "s.py", shown_result.verdict, "cnncheck --seed 7919"
    )
    html = to_html(make.report(hidden))
    assert "application/json" not in html
    assert "7919" not in html
    assert "2x3x23x20" not in html
    assert "this case is hidden" in html
    assert "application/json" in to_html(make.report(shown_result))


def luminance(colour):
    """Relative luminance, as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_colours_have_the_contrast_that_wcag_asks_for(theme):
    """4.5 to 1 for text, 3 to 1 for edges of controls and the focus."""
    style = resources.files("cnncheck.report").joinpath("assets/report.css").read_text("utf-8")
    block = re.findall(r":root \{(.*?)\}", style, re.S)[theme]
    colours = dict(re.findall(r"--(\w+): (#[0-9a-f]+);", block))
    colours = {
        k: v if len(v) == 7 else "#" + "".join(c * 2 for c in v[1:]) for k, v in colours.items()
    }
    for name, least in (
        *((name, 4.5) for name in ("text", "muted", "link", "pass", "fail", "doubt")),
        *((name, 3.0) for name in ("edge", "focus")),
    ):
        for background in ("page", "panel"):
            pair = sorted((luminance(colours[name]), luminance(colours[background])))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= least, (name, background)
