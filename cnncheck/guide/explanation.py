"""A fault of the catalogue for a person: what it is, a picture in small numbers, where to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.text import Text

from cnncheck.operators import FUNCTIONS
from cnncheck.rendering.lines import encodable, indented, unbroken
from cnncheck.rendering.wording import printable, shape_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import Console, ConsoleOptions

    from cnncheck.diagnose.explain import Explanation
    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.operators.problem import Array

BESIDE = "      "


def print_explanation(explanation: Explanation, console: Console, *, yaml: str = "") -> None:
    """Print a fault's sentence, its picture, its hint, and the case that exposes it.

    Parameters
    ----------
    explanation : Explanation
    console : Console
    yaml : str, optional
        The case as the text of a case file.
    """
    for line in _lines(explanation, yaml, console.options):
        console.print(line, crop=False, soft_wrap=True)


def print_functions(faults: Iterable[Fault], console: Console) -> None:
    """Print how many faults each function has, and how they are listed."""
    listed = list(faults)
    counts = {name: sum(each.function == name for each in listed) for name in FUNCTIONS}
    width = max(map(len, counts))
    for function, count in counts.items():
        if count:
            console.print(Text(f"{function.ljust(width)}  {count} faults"))
    console.print()
    told = (
        "cnncheck explain FUNCTION lists its own; cnncheck explain FAULT shows one in small numbers"
    )
    console.print(indented(f"{len(listed)} faults; {told}", console.options).plain.strip())


def print_catalogue(faults: Iterable[Fault], console: Console) -> None:
    """Print the id and the sentence of every fault of a function."""
    options = console.options
    listed = list(faults)
    console.print(Text(f"{listed[0].function}: {len(listed)} faults", style="bold"))
    for fault in listed:
        console.print(unbroken(f"  {fault.id}", options), crop=False, soft_wrap=True)
        sentence = indented(fault.sentence, options.update(max_width=options.max_width - 2))
        shown = Text(f"  {sentence.plain}".replace("\n", "\n  "), style="dim")
        console.print(shown, crop=False, soft_wrap=True)
    console.print()
    console.print(Text("cnncheck explain FAULT shows one in small numbers"))


def _lines(explanation: Explanation, yaml: str, options: ConsoleOptions) -> Iterator[Text]:
    fault = explanation.fault
    yield Text(f"{fault.id}   {fault.function}", style="bold")
    yield indented(fault.sentence, options)
    if explanation.case is None:
        yield Text()
        yield indented("no small problem was found in which it shows", options)
    else:
        yield Text()
        yield from _picture(explanation, options)
    yield Text()
    yield indented(f"Where to look: {fault.hint}", options)
    if fault.equivalent:
        same = ", ".join(sorted(fault.equivalent))
        yield indented(f"No case tells it from {same}.", options)
    if yaml:
        yield Text()
        yield Text("The case that exposes it", style="bold")
        for line in yaml.rstrip("\n").split("\n"):
            yield unbroken(printable(line), options)


def _picture(explanation: Explanation, options: ConsoleOptions) -> Iterator[Text]:
    """Yield the arguments, then what is right beside what comes back."""
    arrays = {k: v for k, v in explanation.arguments.items() if isinstance(v, np.ndarray)}
    others = {k: v for k, v in explanation.arguments.items() if k not in arrays}
    for name, array in arrays.items():
        dtype = "" if array.dtype == np.float64 else f" {array.dtype.name}"
        yield from _titled([(f"{name} {shape_text(array.shape)}{dtype}", array)], options)
    if others:
        yield indented(
            "   ".join(f"{name} {_plain(value)}" for name, value in others.items()), options
        )
    assert explanation.correct is not None
    sides = [(f"right {shape_text(explanation.correct.shape)}", explanation.correct)]
    if explanation.faulty is not None:
        sides.append((f"with the fault {shape_text(explanation.faulty.shape)}", explanation.faulty))
    yield from _titled(sides, options)
    if explanation.told:
        yield indented(printable(explanation.told), options)


def _titled(sides: list[tuple[str, Array]], options: ConsoleOptions) -> Iterator[Text]:
    """Yield arrays side by side, each below its title; one below the other where it is narrow."""
    blocks = [[title, *_rows(array)] for title, array in sides]
    widths = [max(map(len, block)) for block in blocks]
    if sum(widths) + len(BESIDE) * len(blocks) > options.max_width:
        for title, array in sides if len(sides) > 1 else []:
            yield from _titled([(title, array)], options)
        if len(sides) > 1:
            return
    for row in range(max(map(len, blocks))):
        cells = (block[row] if row < len(block) else "" for block in blocks)
        line = BESIDE.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield unbroken(f"  {encodable(line.rstrip(), options)}", options)


def _rows(array: Array) -> list[str]:
    """Write an array as rows of numbers; further axes as blocks under their indices."""
    if array.ndim < 2:
        return ["  " + " ".join(_number(value) for value in array.reshape(-1))]
    planes = array.reshape(-1, *array.shape[-2:])
    width = max((len(_number(value)) for value in array.reshape(-1)), default=1)
    rows = []
    for index, plane in zip(np.ndindex(*array.shape[:-2]), planes, strict=True):
        if len(planes) > 1:
            rows.append(f"  [{', '.join(map(str, index))}]")
        rows += ["  " + " ".join(_number(value).rjust(width) for value in row) for row in plane]
    return rows


def _number(value: float) -> str:
    return f"{float(value):.9g}"


def _plain(value: object) -> str:
    return shape_text(value) if isinstance(value, tuple) else str(value)
