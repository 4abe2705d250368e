"""A benchmark as a table, as Markdown, as JSON and as a picture."""

import io
import json

import jsonschema
import pytest

from cnncheck.bench import bench_plot
from cnncheck.bench.bench_formats import FORMATS, parse_bench_reports, rendered
from cnncheck.bench.bench_json import SCHEMA, schema, to_json
from cnncheck.bench.bench_markdown import to_markdown
from cnncheck.bench.bench_plot import check_plot, draw_bench
from cnncheck.bench.bench_reading import read_bench
from cnncheck.bench.bench_rows import busy_text, case_text, cells, warnings
from cnncheck.bench.bench_table import print_bench, to_text
from cnncheck.bench.comparing import entry_of
from cnncheck.errors import UsageError
from cnncheck.rendering.terminal import make_console


def test_the_cells_of_a_row(make):
    """Medians in ms, the ratio with its error, speed, share of the peak, memory of both."""
    assert cells(make.measurement()) == (
        "conv",
        "forward",
        "1.00",
        "2.00",
        "0.50 ±0.0 %",
        "2.00",
        "25 %",
        "2.0, 4.0",
    )


def test_the_cells_where_there_is_nothing_to_say(mixed):
    """No peer, nothing multiplied."""
    assert cells(mixed.measurements[3])[3:] == ("-", "-", "-", "-", "2.0")


@pytest.mark.parametrize(
    ("id_", "text"),
    [
        ("c.yaml::conv[dtype=float32]", "conv"),
        ("c.yaml::conv[layout=F,dtype=float32]", "conv[layout=F]"),
        ("c.yaml::conv", "conv"),
        ("c.yaml::conv[dtype=float64]", "conv[dtype=float64]"),
    ],
)
def test_a_case_is_named_without_what_the_heading_says(make, id_, text):
    """The dtype of the table is not repeated in its rows."""
    assert case_text(make.measurement(id=id_)) == text


def test_the_table(mixed):
    """One table for what shares dtype, threads and peer; then means, failures and the machine."""
    lines = [line.rstrip() for line in to_text(mixed).splitlines()]
    assert (
        lines[3:5]
        == [
            "float32, 1 thread, beside torch",
            " conv            forward          1.00  2.00  0.50 ±0.0 %  2.00  25 %   2.0, 4.0",
        ]
        or lines[3] == "float32, 1 thread, beside torch"
    )
    text = "\n".join(lines)
    for part in (
        "float64, 2 threads, beside torch",
        "geometric means of ours / peer, below 1 ours is faster",
        "c.yaml::conv  forward: solution.py was not timed, wrong-values: 3 of 9 elements differ",
        "peer onnx was not timed",
        "Example 3000, 4 cores, Linux x86_64, BLAS openblas 0.3.31 Zen",
        "matrix product: 8.00 GFLOP/s, float32, 1 thread",
        "copy: 15.0 GB/s, 2 threads",
        "einsum has no max_pool2d backward: timed alone",
        "solution.py has no pool_back: not timed",
        "4 measured, 1 of builtin refused, 1 of peers refused in 12 s",
    ):
        assert part in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_every_width_shows_case_and_ratio(mixed, width):
    """Columns are left out before anything is cut."""
    file = io.StringIO()
    print_bench(mixed, make_console(file, color=False, width=width))
    table = file.getvalue().split("geometric")[0]
    assert "0.50 ±0.0 %" in table
    assert max(map(len, table.splitlines())) <= width


def test_a_terminal_without_the_sign(mixed):
    """ASCII says +- instead."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
    print_bench(mixed, make_console(file, color=False, width=100))
    file.flush()
    assert b"0.50 +-0.0 %" in raw.getvalue()


def test_doubts_are_told(make):
    """A busy machine, an error above the aim, and the word of a worker."""
    machine = make.machine(load=(3.0, 3.0))
    rough = make.measurement(theirs=(0.002, 0.003, 0.0025, 0.0022))
    report = make.report(
        make.measurement(),
        rough,
        machine=machine,
        isolation="own process, jailed (Landlock 6)",
        implementation="solution.py",
    )
    assert list(warnings(report)) == [
        busy_text(machine),
        f"1 of 2 are known to no better than {100 * rough.ratio_error:.1f} % after 10 s each, "
        "aimed at 1 %; allow more with --time",
        "the times of solution.py are its own worker's word, and its memory is not measured",
    ]
    assert busy_text(machine) == (
        "the load average was 3.0 on 4 cores when it began: other work was going on, and these "
        "times are doubtful"
    )
    assert list(warnings(make.report(make.measurement()))) == []


def test_markdown_is_tables_with_marks_escaped(mixed):
    """As many cells in every row as there are headers."""
    text = to_markdown(mixed)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert "| conv | forward | 1.00 | 2.00 | 0.50 ±0.0 % | 2.00 | 25 % | 2.0, 4.0 |" in rows
    assert all(row.count("|") == 9 for row in rows)
    assert "backward\\_filter" in text
    assert "### float64, 2 threads, beside torch" in text


def test_json_satisfies_its_schema(mixed, make):
    """The richest report and the emptiest."""
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema())
    for report in (mixed, make.report()):
        document = json.loads(to_json(report), parse_constant=pytest.fail)
        jsonschema.validate(document, schema(), validator)
        assert document["schema"] == SCHEMA == "cnncheck.bench/1"


def test_json_holds_what_was_measured(make):
    """Samples included, so that other statistics can be taken."""
    each = make.measurement(ours=(0.001, 0.002, 0.003), theirs=(0.002, 0.002, 0.002))
    (data,) = json.loads(to_json(make.report(each)))["measurements"]
    assert data["ours"]["samples"] == [0.001, 0.002, 0.003]
    assert data["ours"]["median"] == 0.002
    assert data["ours"]["extra_bytes"] == 2 << 20
    assert data["ratio"]["median"] == pytest.approx(1.0)
    assert (data["ratio"]["lower"], data["ratio"]["upper"]) == pytest.approx((0.75, 1.25))
    assert data["flops_per_second"] == pytest.approx(1e9)


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document.pop("machine"),
        lambda document: document["measurements"][0].pop("ours"),
        lambda document: document["measurements"][0].update(surprise=1),
        lambda document: document["measurements"][0]["ours"].update(samples=[]),
    ],
)
def test_the_schema_refuses_what_is_damaged(mixed, damage):
    """A schema that takes anything would prove nothing."""
    document = json.loads(to_json(mixed))
    damage(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, schema(), jsonschema.Draft202012Validator)


def test_what_is_written_can_be_read_back(mixed, tmp_path):
    """With all that a comparison needs."""
    path = tmp_path / "old.json"
    path.write_text(to_json(mixed), encoding="utf-8")
    past = read_bench(path)
    assert past.entries == tuple(map(entry_of, mixed.measurements))
    assert (past.cpu, past.versions) == (mixed.machine.cpu, mixed.machine.versions)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "{",
            "{path}:1:2: this is not JSON: Expecting property name enclosed in double quotes",
        ),
        (
            '{"schema": "cnncheck.report/1"}',
            '{path}: the schema is "cnncheck.report/1", expected "cnncheck.bench/1"',
        ),
        (
            "[]",
            "{path}: this is JSON, but no benchmark of cnncheck",
        ),
        ('{"schema": "cnncheck.bench/1"}', "{path}: machine is missing"),
    ],
)
def test_files_that_are_no_benchmark(tmp_path, text, message):
    """Each is told what is wrong with it and how to write one."""
    path = tmp_path / "old.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_bench(path)
    advice = "write one with: cnncheck bench --report json:FILE"
    assert str(caught.value) == f"{message.format(path=path)}; {advice}"


def test_a_file_that_is_not_there(tmp_path):
    """Named as it was given."""
    with pytest.raises(UsageError) as caught:
        read_bench(tmp_path / "absent.json")
    assert str(caught.value) == (
        f"{tmp_path / 'absent.json'}: there is no such file; "
        "write one with: cnncheck bench --report json:FILE"
    )


def test_formats(mixed):
    """Each renders; two to one place, unknown ones and nameless files are refused."""
    assert all(rendered(mixed, name) for name in FORMATS)
    assert [tuple(each) for each in parse_bench_reports(["json:a.json", "markdown"])] == [
        ("json", "a.json"),
        ("markdown", None),
    ]
    for texts, message in (
        (
            ["html"],
            "there is no format 'html' for benchmarks; choose one of console, json, markdown",
        ),
        (
            ["json:"],
            "--report json: names no file; write 'json:FILE', or 'json' alone for standard output",
        ),
        (
            ["json", "markdown:-"],
            "several reports would go to standard output; give each a file of its own: "
            "--report FORMAT:FILE",
        ),
    ):
        with pytest.raises(UsageError) as caught:
            parse_bench_reports(texts)
        assert str(caught.value) == message


@pytest.mark.parametrize("suffix", bench_plot.FORMATS)
def test_a_picture_is_drawn(mixed, make, tmp_path, suffix):
    """Of a rich report and of one with nothing to compare."""
    start = {"png": b"\x89PNG", "pdf": b"%PDF", "svg": b"<?xml"}[suffix]
    for report in (mixed, make.report(mixed.measurements[3])):
        path = tmp_path / f"bench.{suffix}"
        draw_bench(report, path)
        assert path.read_bytes().startswith(start)


def test_the_picture_names_every_case_and_series(mixed, tmp_path):
    """In the text of an SVG."""
    import matplotlib

    path = tmp_path / "bench.svg"
    with matplotlib.rc_context({"svg.fonttype": "none"}):
        draw_bench(mixed, path)
    text = path.read_text(encoding="utf-8")
    for part in ("conv forward", "conv[layout=F] backward_filter", "float64, 2 threads", "below 1"):
        assert part in text


def test_a_picture_that_cannot_be_drawn(monkeypatch):
    """Said before anything is measured."""
    with pytest.raises(UsageError) as caught:
        check_plot("bench.txt")
    assert str(caught.value) == (
        "cannot draw to bench.txt: .txt is no format of a picture; end the name in .pdf, .png or .svg"
    )
    monkeypatch.setattr(bench_plot, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as caught:
        check_plot("bench.png")
    assert str(caught.value) == (
        "drawing needs matplotlib, which is not installed; install it: pip install 'cnncheck[plot]'"
    )
