"""What became of a benchmark since an earlier one, in lines."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cnncheck.bench.bench_rows import milliseconds, ratio_figure, threads_text
from cnncheck.bench.comparing import Change
from cnncheck.rendering.wording import printable
from cnncheck.report.comparison_text import Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.bench.comparing import Compared, Entry, Past
    from cnncheck.bench.result import Machine

_STYLES = {Change.SLOWER: "bold red", Change.FASTER: "green", Change.REMOVED: "yellow"}


def comparison_lines(found: Sequence[Compared], past: Past, machine: Machine) -> Iterator[Line]:
    """Give every measurement its verdict, then count the verdicts."""
    yield Line("")
    yield Line(printable(f"compared with {past.name}"), "bold")
    yield from _elsewhere(past, machine)
    width = max((len(_title(each.entry)) for each in found), default=0)
    for each in found:
        text = f"  {each.change.value:7}  {_title(each.entry):{width}}  {_told(each)}"
        yield Line(printable(text.rstrip()), _STYLES.get(each.change, ""))
    counts = Counter(each.change for each in found)
    yield Line(", ".join(f"{counts[change]} {change.value}" for change in Change if counts[change]))


def _elsewhere(past: Past, machine: Machine) -> Iterator[Line]:
    """Name what else has changed: it may explain everything."""
    if past.cpu != machine.cpu:
        yield Line(printable(f"  another processor: {past.cpu}, now {machine.cpu}"), "yellow")
    for name in sorted({*past.versions, *machine.versions}):
        was, now = past.versions.get(name, "absent"), machine.versions.get(name, "absent")
        if was != now:
            yield Line(printable(f"  {name} {was}, now {now}"), "yellow")


def _title(entry: Entry) -> str:
    return f"{entry.id} {entry.pass_name}, {threads_text(entry.threads)}, beside {entry.peer}"


def _told(each: Compared) -> str:
    before, after = each.before, each.after
    if before is None or after is None:
        return ""
    percent = f"{100 * (each.factor - 1):+.1f} % (±{100 * each.error:.1f} %)"
    if each.by_ratio and before.ratio is not None and after.ratio is not None:
        return f"{percent}, ratio {ratio_figure(before.ratio)} to {ratio_figure(after.ratio)}"
    return f"{percent}, {milliseconds(before.seconds)} ms to {milliseconds(after.seconds)} ms"
