"""A graded batch for a person: a table, and a line for each function that lost points."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cnncheck.dialects import NOTEBOOK
from cnncheck.implementations.absent import DID_YOU_MEAN
from cnncheck.outcomes import Outcome
from cnncheck.rendering.wording import NOTHING, printable, printable_lines, seconds_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from rich.console import Console

    from cnncheck.grading.gradebook import Gradebook
    from cnncheck.grading.marks import Graded, Score


LONGEST_NAME = 40
"""Columns for a name; a longer one is folded."""

MOST_NAMES = 5
"""Names of submissions in one line; the JSON report has them all."""


def print_gradebook(
    book: Gradebook, console: Console, *, verbose: bool = False, quiet: bool = False
) -> None:
    """Print the table, the reasons, and one line that sums it up.

    With `quiet` the reasons are left out, but never why something could not be graded.

    With `verbose`, every failing case is told.
    """
    wide = _table(book, book.asked)
    fits = (
        console.measure(wide, options=console.options.update(width=1000)).maximum <= console.width
    )
    console.print(wide if fits else _table(book, ()))
    console.print()
    shared = _shared(book).keys()
    for graded in book.failures if quiet else book.graded:
        if graded.total.reason or {*graded.notes} - shared:
            console.print(Text(_name(graded), style="bold"))
            for line in _reasons(graded, shared, verbose=verbose):
                console.print(Padding(Text(line), (0, 0, 0, 2), expand=False))
            console.print()
    for note, count in _shared(book).items():
        console.print(Text(f"note, of {count} submissions: {_plain(note)}"))
    for line in _summary(book):
        console.print(Text(line))


def points_text(points: float) -> str:
    """``12.67``, ``12``: two decimals at most."""
    return f"{points:.2f}".rstrip("0").rstrip(".")


def _table(book: Gradebook, functions: tuple[str, ...]) -> Table:
    """Lay out a column for each function, and the total; on a narrow terminal the total alone."""
    several = book.dialects not in ((), (NOTEBOOK.name,))
    # What can be asked, and so what can be earned, is not the same in every dialect.
    possible = None if several else next((each for each in book.graded if each.scores), None)
    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, 1))
    table.add_column(Text("submission"), overflow="fold", vertical="bottom", max_width=LONGEST_NAME)
    if several:
        table.add_column(Text("dialect"), no_wrap=True, vertical="bottom")
    for name in functions:
        table.add_column(_heading(name, possible), justify="right", no_wrap=True, vertical="bottom")
    table.add_column(_heading("total", possible), justify="right", no_wrap=True)
    table.add_column(Text("percent"), justify="right", no_wrap=True)
    for graded in book.graded:
        dialect = [printable(graded.dialect or NOTHING)] if several else []
        cells = (*dialect, *_cells(graded, functions, several=several))
        table.add_row(Text(_name(graded)), *map(Text, cells))
    return table


def _heading(name: str, graded: Graded | None) -> Text:
    """``pool`` over ``_back`` over the points that can be earned."""
    lines = name.replace("_", "\n_")
    if graded is None:
        return Text(lines)
    mark = graded.total if name == "total" else graded.mark(name)
    return Text(f"{lines}\nof {points_text(mark.possible)}")


def _cells(graded: Graded, functions: tuple[str, ...], *, several: bool) -> Iterator[str]:
    if graded.failure:
        yield from [NOTHING] * (len(functions) + 2)
        return
    marks, total = {mark.function: mark for mark in graded.marks}, graded.total
    for mark in (*map(marks.__getitem__, functions), total):
        of = f" of {points_text(mark.possible)}" if several else ""
        yield points_text(mark.earned) + of if mark.asked else NOTHING
    yield f"{total.percent:.1f}"


def _shared(book: Gradebook) -> dict[str, int]:
    """Return the notes that several submissions have, and how many do: they are told once."""
    count = Counter(note for graded in book.graded for note in graded.notes)
    return {note: times for note, times in count.items() if times > 1}


def _reasons(graded: Graded, shared: Collection[str], *, verbose: bool) -> Iterator[str]:
    if graded.failure:
        yield f"not graded, through no fault of its own: {_plain(graded.failure)}"
        return
    yield from (f"note: {_plain(note)}" for note in graded.notes if note not in shared)
    for names, reason in graded.reasons:
        all_of_them = len(names) > 1 and names == graded.asked
        yield f"{'all functions' if all_of_them else graded.named(names)}: {_plain(reason)}"
        advice = {s.hint for s in graded.scores if s.function in names and _is_theirs_to_say(s)}
        yield from (f"  {_plain(hint)}" for hint in sorted(advice))
        for cause in filter(None, map(graded.cause, names)):
            yield from (f"  {_plain(line)}" for line in cause.lines)
        if verbose:
            failed = [s for s in graded.scores if s.function in names and not s.outcome.passed]
            for said, alike in groupby(failed, key=_said):
                yield from (
                    f"  {s.outcome.value}  {s.title or s.function}  {printable(s.case)}"
                    for s in alike
                )
                yield from (f"    {line}" for text in said for line in printable_lines(text))


def _is_theirs_to_say(score: Score) -> bool:
    """Whether it is for the person who grades to allow a package, or to bind a misspelt name."""
    near = score.outcome is Outcome.NOT_ASKED and score.hint.startswith(DID_YOU_MEAN)
    return (near or score.outcome is Outcome.NOT_ALLOWED) and not score.hidden


def _said(score: Score) -> tuple[str, str, str]:
    return score.message, score.hint, score.log


def _summary(book: Gradebook) -> Iterator[str]:
    for names in book.identical:
        yield f"the same code, to the byte: {', '.join(map(printable, names))}"
    yield from _bugs(book)
    yield from _isolations(book)
    failed = len(book.failures)
    parts = [f"{len(book.graded) - failed} graded in {seconds_text(book.seconds)}"]
    if book.resumed:
        parts.append(f"{book.resumed} of them from the journal")
    if failed:
        parts.append(f"{failed} not graded: run it again with --resume")
    parts.append(f"mean {book.mean_percent:.1f} %")
    yield "   ".join(parts)


def _bugs(book: Gradebook) -> Iterator[str]:
    """``pool_back: windows overwrite instead of adding up: 14 of 300: ann, ben, ...``."""
    seen = [
        (f"{book.called(cause.function, names)}: {cause.sentence}", names)
        for cause, names in book.bugs
    ]
    if book.unnamed:
        seen.append(("no known bug explains it", book.unnamed))
    if seen:
        yield "bugs that were seen:"
    for what, names in seen:
        yield f"  {printable(what)}: {len(names)} of {len(book.graded)}: {_some(names)}"


def _isolations(book: Gradebook) -> Iterator[str]:
    several = len(book.isolations) > 1
    for isolation, names in book.isolations.items():
        yield f"ran in {printable(isolation)}{f': {_some(names)}' if several else ''}"


def _some(names: Sequence[str]) -> str:
    shown = [printable(name) for name in names[:MOST_NAMES]]
    return ", ".join(shown + ["..."] * (len(names) > MOST_NAMES))


def _name(graded: Graded) -> str:
    return printable(graded.name)


def _plain(text: str) -> str:
    return " ".join(printable_lines(text))
