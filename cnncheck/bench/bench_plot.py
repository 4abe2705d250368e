"""A benchmark as a picture: the ratios as bars, and how far each case is below the roofline."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnncheck.bench.bench_rows import by_heading, case_text, threads_text
from cnncheck.errors import UsageError
from cnncheck.rendering.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.bench.result import BenchReport, Measurement

FORMATS = ("pdf", "png", "svg")

ROW_INCHES = 0.16
"""Height of one bar: its label is still readable."""

_WIDTH, _LEAST_HEIGHT, _MARGINS = 14.0, 5.0, 1.5


def check_plot(path: str | Path) -> None:
    """Refuse a picture that could not be drawn, before anything is measured.

    Raises
    ------
    UsageError
        If matplotlib is not installed, or the suffix is none of `FORMATS`.
    """
    if find_spec("matplotlib") is None:
        raise UsageError(
            "drawing needs matplotlib, which is not installed",
            "install it: pip install 'cnncheck[plot]'",
        )
    _format_of(path)


def draw_bench(report: BenchReport, path: str | Path) -> None:
    """Draw a benchmark and write it to a file.

    Parameters
    ----------
    report : BenchReport
    path : str or Path
        Its suffix decides the format.

    Raises
    ------
    UsageError
        As `check_plot`, or when the place cannot be written to.
    """
    check_plot(path)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogFormatter

    tables = {name: group for name, group in by_heading(report).items() if _compared(group)}
    labels = list(dict.fromkeys(_label(each) for group in tables.values() for each in group))
    bars = max(len(labels) * max(len(tables), 1), 1)
    # A figure with a canvas of its own: pyplot would look for a display and keep global state.
    size = (_WIDTH, max(_LEAST_HEIGHT, ROW_INCHES * bars + _MARGINS))
    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    ratios, roofline = figure.subplots(1, 2)
    _draw_ratios(ratios, tables, labels)
    for level in (ratios.xaxis.set_major_formatter, ratios.xaxis.set_minor_formatter):
        level(LogFormatter(labelOnlyBase=False, minor_thresholds=(2, 0.5)))
    _draw_roofline(roofline, report)
    picture = io.BytesIO()
    figure.savefig(picture, format=_format_of(path))
    write_atomically(path, picture.getvalue())


def _draw_ratios(axes: Any, tables: dict[str, list[Measurement]], labels: Sequence[str]) -> None:
    """One bar for each measurement with a peer, from 1 to the left where ours is faster."""
    thickness = 0.8 / max(len(tables), 1)
    for index, (name, group) in enumerate(tables.items()):
        with_peer = _compared(group)
        places = [labels.index(_label(each)) + index * thickness for each in with_peer]
        values = [each.ratio or 1.0 for each in with_peer]
        errors = [value * each.ratio_error for value, each in zip(values, with_peer, strict=True)]
        widths = [value - 1 for value in values]
        axes.barh(places, widths, thickness, left=1, xerr=errors, color=f"C{index}", label=name)
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=0.8)
    middle = 0.4 - thickness / 2
    axes.set_yticks([place + middle for place in range(len(labels))], labels, fontsize=7)
    axes.invert_yaxis()
    axes.set_xlabel("time of ours / time of the peer (below 1 ours is faster)")
    axes.grid(axis="x", which="both", alpha=0.3)
    if tables:
        axes.legend(fontsize=7)


def _draw_roofline(axes: Any, report: BenchReport) -> None:
    """Speed over arithmetic intensity, below what memory and the multipliers allow.

    S. Williams, A. Waterman, D. Patterson, "Roofline", Communications of the ACM 52 (2009).
    """
    shown = [each for each in report.measurements if each.work.flops]
    series: dict[tuple[str, int], list[Measurement]] = {}
    for each in shown:
        series.setdefault((each.dtype, each.threads), []).append(each)
    intensities = [each.work.intensity for each in shown]
    for index, ((dtype, threads), group) in enumerate(series.items()):
        color = f"C{index}"
        name = f"{dtype}, {threads_text(threads)}"
        where = [each.work.intensity for each in group]
        axes.plot(where, [each.flops / 1e9 for each in group], "o", color=color, label=name)
        peak, bandwidth = group[0].peak_flops, report.machine.bandwidth[threads]
        ends = sorted({min(intensities) / 2, peak / bandwidth, max(intensities) * 2})
        roof = [min(peak, bandwidth * intensity) / 1e9 for intensity in ends]
        axes.plot(ends, roof, "-", color=color, alpha=0.6)
    axes.set_xlabel("operations for each byte that must be moved")
    axes.set_ylabel("GFLOP/s (lines: matrix product, copy)")
    axes.grid(which="both", alpha=0.3)
    if series:
        axes.set_xscale("log")
        axes.set_yscale("log")
        axes.legend(fontsize=7)


def _compared(group: Sequence[Measurement]) -> list[Measurement]:
    return [each for each in group if each.ratio is not None]


def _label(each: Measurement) -> str:
    return f"{case_text(each)} {each.pass_name}"


def _format_of(path: str | Path) -> str:
    suffix = Path(path).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        raise UsageError(
            f"cannot draw to {path}: {Path(path).suffix or 'no suffix'} is no format of a picture",
            f"end the name in .{', .'.join(FORMATS[:-1])} or .{FORMATS[-1]}",
        )
    return suffix
