"""The words and figures of a benchmark, for every renderer alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.bench.result import BenchReport, Group, Machine, Measurement, Refusal, Verified

NOTHING = "-"

HEADERS = (
    "case",
    "pass",
    "ours\nms",
    "peer\nms",
    "ratio",
    "GFLOP/s",
    "of\npeak",
    "extra MiB\nours, peer",
)
VERIFIED = "verified"
"""What stands under `HEADERS` too where results were checked while they were timed."""

GROUP_HEADERS = ("operator", "pass", "dtype", "threads", "peer", "mean", "worst", "cases")


def headers(report: BenchReport) -> tuple[str, ...]:
    """Return what stands above the rows of a benchmark."""
    verified = any(each.verified for each in report.measurements)
    return (*HEADERS, VERIFIED) if verified else HEADERS


def cells(each: Measurement) -> tuple[str, ...]:
    """Return one row under `headers`."""
    theirs = each.theirs
    return (
        case_text(each),
        each.pass_name,
        milliseconds(each.ours.median),
        milliseconds(theirs.median) if theirs else NOTHING,
        ratio_text(each),
        figure(each.flops / 1e9) if each.work.flops else NOTHING,
        NOTHING if each.of_peak is None else f"{100 * each.of_peak:.0f} %",
        extra_text(each),
        *([verified_text(each.verified)] if each.verified else []),
    )


def group_cells(group: Group) -> tuple[str, ...]:
    """Return one row under `GROUP_HEADERS`."""
    return (
        group.operator,
        group.pass_name,
        group.dtype,
        str(group.threads),
        group.peer,
        ratio_figure(group.mean),
        ratio_figure(group.worst),
        str(group.count),
    )


def heading(each: Measurement) -> str:
    """Name what the rows of one table share: ``float32, 2 threads, beside torch``."""
    return f"{each.dtype}, {threads_text(each.threads)}, beside {each.peer}"


def threads_text(count: int) -> str:
    """``1 thread``, ``2 threads``."""
    return f"{count} thread{'s' * (count > 1)}"


def by_heading(report: BenchReport) -> dict[str, list[Measurement]]:
    """Return the measurements of each table under its heading, in the order measured."""
    tables: dict[str, list[Measurement]] = {}
    for each in report.measurements:
        tables.setdefault(heading(each), []).append(each)
    return tables


def case_text(each: Measurement) -> str:
    """Return the case's name and its variant, but for the dtype, which the heading says."""
    label = each.id.partition("::")[2] or each.id
    name, bracket, variant = label.partition("[")
    parts = [part for part in variant.removesuffix("]").split(",") if part]
    rest = [part for part in parts if part.strip() != f"dtype={each.dtype}"]
    return f"{name}[{','.join(rest)}]" if bracket and rest else name


def milliseconds(seconds: float) -> str:
    """Three significant digits: ``0.026``, ``12.3``, ``1230``."""
    return figure(1e3 * seconds)


def figure(value: float) -> str:
    """Three significant digits, without an exponent where people would not write one."""
    return f"{value:.0f}" if 1000 <= value < 1e7 else f"{value:#.3g}".rstrip(".")


def ratio_text(each: Measurement) -> str:
    """Return the median ratio and its relative standard error, ``0.87 ±0.8 %``."""
    if each.ratio is None:
        return NOTHING
    return f"{ratio_figure(each.ratio)} ±{100 * each.ratio_error:.1f} %"


def ratio_figure(ratio: float) -> str:
    """Two decimals, or two significant digits of what is small."""
    return f"{ratio:.2f}" if ratio >= 0.1 else f"{ratio:.2g}"


def verified_text(found: Verified) -> str:
    """Say how many results were right, and by what: ``10, sums of 64 filters``."""
    how = f"sums of {found.sums}" if found.sums else "all elements"
    return f"{found.results}, {how}"


def extra_text(each: Measurement) -> str:
    """Return what either side needed beside its result, in MiB."""
    sides = [each.ours.beside(each.work.result)]
    sides += [each.theirs.beside(each.work.result)] if each.theirs else []
    shown = [NOTHING if size is None else f"{size / (1 << 20):.1f}" for size in sides]
    return NOTHING if set(shown) == {NOTHING} else ", ".join(shown)


def machine_lines(report: BenchReport) -> Iterator[str]:
    """Tell on what it was measured, and how fast that is at its best."""
    machine = report.machine
    cores = f"{machine.cores} core{'s' * (machine.cores > 1)}"
    yield f"{machine.cpu}, {cores}, {machine.platform}, BLAS {machine.blas}"
    yield ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    peaks = {(each.dtype, each.threads): each.peak_flops for each in report.measurements}
    for (dtype, threads), flops in peaks.items():
        yield f"matrix product: {figure(flops / 1e9)} GFLOP/s, {dtype}, {threads_text(threads)}"
    for threads, speed in machine.bandwidth.items():
        yield f"copy: {figure(speed / 1e9)} GB/s, {threads_text(threads)}"


def warnings(report: BenchReport) -> Iterator[str]:
    """Say what makes the figures doubtful."""
    if report.machine.busy:
        yield busy_text(report.machine)
    unsure = [each for each in report.measurements if each.ratio_error >= report.precision]
    if unsure:
        yield (
            f"{len(unsure)} of {len(report.measurements)} are known to no better than "
            f"{100 * max(each.ratio_error for each in unsure):.1f} % after {report.limit:g} s each, "
            f"aimed at {100 * report.precision:g} %; allow more with --time"
        )
    if report.measurements and "jailed" in report.isolation:
        yield (
            f"the times of {report.implementation} are its own worker's word, and its memory is "
            "not measured"
        )
    yield from report.notes
    alone = (each.why_alone for each in report.measurements if each.why_alone)
    yield from (f"{why}: timed alone" for why in dict.fromkeys(alone))


def busy_text(machine: Machine) -> str:
    """Say that other work was going on."""
    return (
        f"the load average was {machine.load[0]:.1f} on {machine.cores} cores when it began: other "
        "work was going on, and these times are doubtful"
    )


def refusal_text(each: Refusal) -> str:
    """Say what was not timed and why."""
    side = f"peer {each.side}" if each.is_peer else each.side
    message = re.sub(r"\s+", " ", each.message)
    return f"{each.id}  {each.pass_name}: {side} was not timed, {each.outcome.value}: {message}"


def summary_text(report: BenchReport) -> str:
    """Say how many were measured, and how many were not."""
    parts = [f"{len(report.measurements)} measured"]
    wrong = sum(not each.is_peer for each in report.refusals)
    peers = len(report.refusals) - wrong
    parts += [f"{wrong} of {report.implementation} refused"] if wrong else []
    parts += [f"{peers} of peers refused"] if peers else []
    return ", ".join(parts)
