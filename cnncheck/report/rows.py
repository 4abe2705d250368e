"""What stands in one row of the console's tables: of one result, or of many folded into one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.rendering.wording import (
    NOTHING,
    bound_text,
    inputs_text,
    number_text,
    printable,
    shape_text,
    verdict_word,
)
from cnncheck.report.hidden import is_hidden

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cnncheck.compare.verdict import Figures, Verdict
    from cnncheck.report.report import Report, Result


@dataclass(frozen=True, slots=True)
class Row:
    """One line of both tables, already in words.

    Attributes
    ----------
    group : str
        The file (and implementation, where there are several): rows are headed by it.
    case, pass_name : str
        What the row is called; a folded row has the operator's name for its case.
    count : int
        How many results it speaks for.
    inputs : tuple of str
        Name and shape of each input.
    got, expected, shape : str
        The output's shape on both sides, and ``same`` or ``different``.
    squared_error, max_abs, max_rel, of_bound, verdict : str
    detects : str
        How much of what could be lost the comparison would have noticed.
    lane : str
        How it was compared.
    yardstick : bool
        Whether these are PyTorch's own figures in the case's dtype.
    """

    group: str
    case: str
    pass_name: str
    count: int = 1
    inputs: tuple[str, ...] = ()
    got: str = NOTHING
    expected: str = NOTHING
    shape: str = NOTHING
    squared_error: str = NOTHING
    max_abs: str = NOTHING
    max_rel: str = NOTHING
    of_bound: str = NOTHING
    detects: str = NOTHING
    verdict: str = ""
    lane: str = ""
    yardstick: bool = False


def full_rows(report: Report, *, yardsticks: bool = False) -> list[Row]:
    """One row for each result; with `yardsticks`, PyTorch's own figures under it."""
    rows = []
    several = len({result.implementation for result in report.results}) > 1
    for result in report.results:
        row = _full_row(result, group_of(result, several))
        rows.append(row)
        if yardsticks and result.verdict.yardstick is not None:
            rows.append(_yardstick_row(result, row))
    return rows


def folded_rows(report: Report, *, by_file: bool = True) -> list[Row]:
    """One row for each pass of each operator, in each file or in all, in order of appearance."""
    several = len({result.implementation for result in report.results}) > 1
    groups: dict[tuple[str, str, str], list[Result]] = {}
    for result in report.results:
        group = group_of(result, several) if by_file else ""
        key = (group, result.case.operator, result.pass_name)
        groups.setdefault(key, []).append(result)
    return [_folded_row(key, results) for key, results in groups.items()]


def group_of(result: Result, several: bool) -> str:
    """Return the heading under which a result stands."""
    file = printable(result.case.file)
    return f"{printable(result.implementation)}   {file}" if several else file


def shapes_differ(result: Result) -> bool:
    """Whether both sides gave an array, of different shapes."""
    got, expected = result.verdict.implementation, result.verdict.reference
    return got is not None and expected is not None and got.shape != expected.shape


def _full_row(result: Result, group: str) -> Row:
    verdict = result.verdict
    got, expected = verdict.implementation, verdict.reference
    hidden = "hidden" if is_hidden(result.case) else NOTHING
    both = got is not None and expected is not None
    figures = _figure_texts([verdict.figures])
    return Row(
        group=group,
        case=printable(result.case.label),
        pass_name=printable(result.pass_name),
        inputs=tuple(map(printable, inputs_text(verdict.inputs))) or (hidden,),
        got=shape_text(got.shape) if got else hidden,
        expected=shape_text(expected.shape) if expected else hidden,
        shape=("different" if shapes_differ(result) else "same") if both else hidden,
        squared_error=figures[0],
        max_abs=figures[1],
        max_rel=figures[2],
        of_bound=figures[3],
        detects=_detects([result]),
        verdict=verdict_word(verdict.outcome),
        lane=printable(_lane(verdict)),
    )


def _lane(verdict: Verdict) -> str:
    """Return how values were compared, and in the exact lane how likely a bug passes unnoticed."""
    miss = verdict.log2_miss
    return verdict.lane if miss is None else f"{verdict.lane}, 2^{math.ceil(10 * miss) / 10:g}"


def _yardstick_row(result: Result, row: Row) -> Row:
    figures = _figure_texts([result.verdict.yardstick])
    return Row(
        group=row.group,
        case=row.case,
        pass_name=f"  torch {result.case.dtype}",
        squared_error=figures[0],
        max_abs=figures[1],
        max_rel=figures[2],
        of_bound=figures[3],
        yardstick=True,
    )


def _folded_row(key: tuple[str, str, str], results: Sequence[Result]) -> Row:
    group, operator, pass_name = key
    differing = [result for result in results if shapes_differ(result)]
    shown = _full_row((differing or [_largest(results)])[0], group)
    failed = [result for result in results if not result.verdict.outcome.passed]
    figures = _figure_texts([result.verdict.figures for result in results])
    word = _worst_word(failed)
    many = len(results) > 1
    return Row(
        group=group,
        case=operator,
        pass_name=pass_name,
        count=len(results),
        inputs=shown.inputs,
        got=shown.got,
        expected=shown.expected,
        shape=f"{len(differing)} differ" if differing and many else shown.shape,
        squared_error=figures[0],
        max_abs=figures[1],
        max_rel=figures[2],
        of_bound=figures[3],
        detects=_detects(results),
        verdict=f"{word} {len(failed)}" if failed and many else word,
    )


def _detects(results: Iterable[Result]) -> str:
    """Write the least detection power among results; 100 % only where nothing is missed.

    Cases of non-finite values are about where a NaN comes through, and have hardly any.
    """
    finite = (each for each in results if each.case.fill != "nonfinite")
    powers = [each.verdict.power for each in finite if each.verdict.power is not None]
    return f"{math.floor(100 * min(powers))} %" if powers else NOTHING


def _worst_word(failed: Sequence[Result]) -> str:
    words = [verdict_word(result.verdict.outcome) for result in failed]
    return "FAIL" if "FAIL" in words else next(iter(words), "PASS")


def _largest(results: Sequence[Result]) -> Result:
    def elements(result: Result) -> int:
        reference = result.verdict.reference
        return math.prod(reference.shape) if reference else -1

    return max(results, key=elements)


def _figure_texts(figures: Iterable[Figures | None]) -> tuple[str, str, str, str]:
    present = [each for each in figures if each is not None]

    def worst(of: Callable[[Figures], float]) -> float | None:
        values = [float(of(each)) for each in present]
        return max(values, key=lambda value: (math.isnan(value), value), default=None)

    return (
        number_text(worst(lambda each: each.squared_error)),
        number_text(worst(lambda each: each.max_abs)),
        number_text(worst(lambda each: each.max_rel)),
        bound_text(worst(lambda each: each.of_bound)),
    )


def one_line(row: Row) -> str:
    """Write the row for a terminal that is too narrow for tables."""
    many = f" ({row.count} cases)" if row.count > 1 else ""
    output = row.got if row.shape == "same" else f"{row.got} (torch {row.expected})"
    parts = (row.verdict, f"{row.case}{many}", row.pass_name, output, row.of_bound)
    return "  ".join(part for part in parts if part != NOTHING)
