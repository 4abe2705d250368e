"""A proof for a person: a table, what is wrong with numbers, what was refused and where."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from rich.text import Text

from cnncheck.prove.result import TWO_WAYS, Status
from cnncheck.rendering.grid import Grid
from cnncheck.rendering.lines import indented, packed
from cnncheck.rendering.wording import printable, seconds_text, shape_text, told_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, ConsoleOptions

    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array
    from cnncheck.prove.result import FunctionProof, Proof, Told

HEADERS = ("function", "pass", "shapes", "proved", "wrong", "refused", "verdict")
LEFT_OUT = ("pass", "wrong", "refused")
NARROWEST = 90
"""Columns up to which these are left out; the headings below the table say them."""

SMALL = 24
"""Elements of an array that are written out."""

MOST_PLACES = 6
"""Lines that are named."""


def print_proof(proof: Proof, console: Console) -> None:
    """Print a proof.

    Parameters
    ----------
    proof : Proof
    console : Console
    """
    options = console.options
    names = _names(proof)
    rows = [(name, *_row(each)) for name, each in zip(names, proof.functions, strict=True)]
    left_out = () if options.max_width > NARROWEST else LEFT_OUT
    alike = len(set(names)) < len(names)
    at = [i for i, each in enumerate(HEADERS) if each not in left_out or (each == "pass" and alike)]
    headers = tuple(HEADERS[each] for each in at)
    grid = Grid(headers, tuple(("", tuple(row[each] for each in at)) for row in rows))
    for part in grid.draw(options.max_width, ascii_only=options.ascii_only, headings=False):
        console.print(part, crop=False)
    console.print()
    nothing = all(each.status is Status.NOT_ASKED for each in proof.functions)
    for name, each in zip(names, proof.functions, strict=True):
        lines = list(_lines(each, proof, options))
        if nothing and each.told:
            lines = [indented(printable(each.told[0].message), options)]
        if lines:
            console.print(Text(f"{name} {each.pass_name}", style="bold"))
            for line in lines:
                console.print(line, crop=False)
            console.print()
    console.print(_summary(proof, options))


def _names(proof: Proof) -> list[str]:
    """Return what to call the functions: with the operator where one answers for several."""
    seen = Counter((each.function, each.pass_name) for each in proof.functions)
    return [
        f"{each.function} ({each.operator})"
        if seen[each.function, each.pass_name] > 1
        else each.function
        for each in proof.functions
    ]


def _row(each: FunctionProof) -> tuple[str, ...]:
    if each.status is Status.NOT_ASKED:
        return (each.pass_name, "", "", "", "", "NOT-ASKED")
    counts = (Status.PROVED, Status.WRONG, Status.REFUSED)
    cells = (str(each.count(status)) for status in counts)
    return (each.pass_name, str(each.asked), *cells, each.status.value.upper())


def _lines(each: FunctionProof, proof: Proof, options: ConsoleOptions) -> Iterator[Text]:
    if each.status is Status.PROVED:
        yield indented(proved_text(each, proof), options)
    elif each.status is Status.WRONG:
        told = each.first(Status.WRONG)
        yield indented(f"{sizes_text(told.case)}: {printable(told.message)}", options)
        for line in counterexample_lines(told):
            yield indented(line, options)
    elif each.status is not Status.NOT_ASKED:
        told = each.first(each.status)
        yield indented(printable(told.message), options)
    if each.status in (Status.WRONG, Status.REFUSED) and (count := each.count(Status.REFUSED)):
        first = each.first(Status.REFUSED)
        yield indented(f"refused for {_shapes(count)}, first {sizes_text(first.case)}", options)


def proved_text(each: FunctionProof, proof: Proof) -> str:
    """Return for what a function is proved, and how sure that is."""
    text = f"proved for {_shapes(each.asked)}"
    if each.lines:
        text += f"; {_taken(each.lines_taken, each.lines)}{_but(each.lines_left)}"
    if each.branches:
        text += f", {_both(each.branches_taken, each.branches)}"
        text += _but(each.branches_left, "not " if each.branches > 1 else "")
    if each.picks:
        return f"{text}; {_ordered(each)}"
    chance = proof.miss(each.degree)
    return f"{text}; another polynomial would have passed one shape with p <= 2^{chance:.0f}"


def _ordered(each: FunctionProof) -> str:
    tried = sum(told.orders for told in each.told)
    if not tried:
        return "it takes maxima alone, so for all values"
    return f"for every order that compares as one of the {tried} that were drawn, and no other"


def sizes_text(case: Case) -> str:
    """Write a shape: ``input 2x3x7x9, filter 4x3x3x2, stride 2x3``."""
    parts = [f"input {shape_text(case.input)}"]
    parts += [told_text(name, value) for name, value in case.said.items() if value is not None]
    if case.out_grad.shape is not None:
        parts.append(f"out_grad {shape_text(case.out_grad.shape)}")
    return ", ".join(parts)


def _taken(taken: int, count: int) -> str:
    if count == 1:
        return "its one line was taken" if taken else "its one line was not"
    return (
        f"all {count} lines were taken"
        if taken == count
        else f"{taken} of {count} lines were taken"
    )


def _but(places: tuple[str, ...], word: str = "not ") -> str:
    """Say where the lines or branches are that are left: `` (not solution.py:7, 9)``."""
    named: list[str] = []
    file = ""
    for place in dict.fromkeys(filter(None, places)):
        before, _, line = place.rpartition(":")
        named.append(line if before == file else place)
        file = before
    shown = named[:MOST_PLACES] + (["..."] if len(named) > MOST_PLACES else [])
    return printable(f" ({word}{', '.join(shown)})") if named else ""


def _both(both: int, count: int) -> str:
    if count == 1:
        return f"its one branch went {'both ways' if both else 'one way'}"
    many = f"all {count}" if both == count else f"{both} of {count}"
    return f"{many} branches went both ways"


def counterexample_lines(told: Told) -> Iterator[str]:
    """Yield the smallest wrong problem, as a person can work it out."""
    found = told.counterexample
    if found is None:
        return
    words = found.words
    arrays = ", ".join(
        f"{words.get(name, name)} {_array(array)}"
        for name, array in found.problem.arrays.items()
        if not words or name in words
    )
    numbers = [
        told_text(words.get(name, name), value)
        for name, value in found.problem.case.said.items()
        if name in (words or found.problem.arguments) and value is not None
    ]
    found_how = "for instance" if told.message == TWO_WAYS else "smallest"
    yield ", ".join([f"{found_how}: {arrays}", *numbers])
    yield _answers(found.got, found.expected)


def _answers(got: Array, expected: Array) -> str:
    """Say what came and what should have: where that is too much to be written, at one place."""
    if got.shape != expected.shape or got.size <= SMALL:
        return f"got {_array(got)}, expected {_array(expected)}"
    differs = np.abs(got - expected)
    at = np.unravel_index(int(np.argmax(np.where(np.isnan(differs), np.inf, differs))), got.shape)
    values = (f"{float(each[at]):.17g}" for each in (got, expected))
    return "at [{}] got {}, expected {}".format(", ".join(map(str, at)), *values)


def _array(array: Array) -> str:
    text = shape_text(array.shape)
    if array.size > SMALL:
        return text
    return f"{text} [{' '.join(f'{value + 0.0:.17g}' for value in array.ravel().tolist())}]"


def _shapes(count: int) -> str:
    return "one shape" if count == 1 else f"{count} shapes"


def _summary(proof: Proof, options: ConsoleOptions) -> Text:
    counts = [
        f"{proof.count(status)} {status.value}"
        for status in (Status.PROVED, Status.WRONG, Status.REFUSED, Status.TOOL_ERROR)
        if proof.count(status)
    ] or ["nothing was asked"]
    parts = [
        ", ".join(counts),
        f"modulo 2^61 - {2**61 - proof.prime}",
        f"seed {proof.seed}",
        seconds_text(proof.seconds),
    ]
    line = packed(parts, options)
    complete = all(each.status in (Status.PROVED, Status.NOT_ASKED) for each in proof.functions)
    line.stylize("bold green" if complete else "bold red", 0, len(parts[0]))
    return line
