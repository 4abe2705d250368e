"""What failed in the last run, for ``--last-failed``.

It is kept in ``.cnncheck_cache/last-failed.json`` of the current folder, beside the caches of
pytest, mypy and ruff, and like those ignores itself for Git and for backups. The folder appears
with the first failure. It is a convenience: when it cannot be read or written, nothing fails.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnncheck.cases.selection import Selected
from cnncheck.cli.exits import Exit
from cnncheck.cli.process import complain
from cnncheck.errors import CnncheckError
from cnncheck.files import read_regular
from cnncheck.rendering.atomic import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.report.report import Report

FOLDER = Path(".cnncheck_cache")
STATE = FOLDER / "last-failed.json"
SCHEMA = "cnncheck.last-failed/1"
MOST_BYTES = 64 << 20
MOST_SOURCES = 100
"""Implementations that are remembered; beyond, those that were run longest ago are forgotten."""

_BESIDE = {
    ".gitignore": "# Created by cnncheck.\n*\n",
    "CACHEDIR.TAG": (
        "Signature: 8a477f597d28d172789f06886806bc55\n"
        "# This file marks a cache that cnncheck created; see https://bford.info/cachedir/\n"
    ),
}

Place = tuple[str, str, str]
"""A case's file as seen from the current folder, its label, and one of its passes.

A hidden case is called as in reports: its variant would spell parameters out.
"""


def remember(reports: Mapping[str, Report], found: Iterable[Case]) -> None:
    """Put down what failed, and forget what passed.

    What was not asked this time stays as it was, but for cases that their file no longer has.

    Parameters
    ----------
    reports : mapping of str to Report
        By the implementation's source, as the command line names it.
    found : iterable of Case
        All cases of the files that were read, whether they were asked or not.
    """
    seen = cache(_seen)  # most cases have their file in common
    known = {(seen(case.file), case.shown_label) for case in found}
    files = {file for file, _ in known}
    before = _state()
    after = dict(before)
    for source, report in reports.items():
        asked = {
            (seen(r.case.file), r.case.shown_label, r.pass_name): not report.fails(r)
            for r in report.results
        }
        kept = [
            place
            for place in before.get(_seen(source), [])
            if place not in asked and (place[0] not in files or place[:2] in known)
        ]
        after.pop(_seen(source), None)
        after[_seen(source)] = [*kept, *(place for place, passed in asked.items() if not passed)]
    after = {source: places for source, places in after.items() if places}
    if after != before:
        _write(dict(list(after.items())[-MOST_SOURCES:]))


def only_last_failed(selected: Selected, sources: Sequence[str]) -> Selected:
    """Keep what failed last; all of it where no failure is remembered, which is said.

    Raises
    ------
    SystemExit
        When failures are remembered, but none of them is selected: then nothing runs.
    """
    places = remembered(sources)
    if not places:
        complain(f"no failure of {', '.join(sources)} is remembered: running all")
        return selected
    kept = narrowed(selected.cases, places)
    if not kept:
        complain(
            f"nothing ran: of the {len(places)} that failed last, none is selected; "
            "leave out --last-failed, or what narrows the selection"
        )
        sys.exit(Exit.NOTHING_RAN)
    left_out = _passes(selected.cases) - _passes(kept)
    return Selected(kept, selected.deselected + left_out)


def remembered(sources: Iterable[str]) -> set[Place]:
    """Return what failed when these implementations were last asked."""
    state = _state()
    return {place for source in sources for place in state.get(_seen(source), [])}


def narrowed(cases: Sequence[Case], places: set[Place]) -> list[Case]:
    """Keep of the cases the passes that are among the places."""
    kept = []
    for case in cases:
        passes = tuple(name for name in case.passes if _place(case, name) in places)
        if passes:
            kept.append(replace(case, passes=passes))
    return kept


def _passes(cases: Iterable[Case]) -> int:
    return sum(len(case.passes) for case in cases)


def _place(case: Case, pass_name: str) -> Place:
    return (_seen(case.file), case.shown_label, pass_name)


def _seen(path: str) -> str:
    """Write a path in one way only; a name that is no path (``builtin``) stays as it is."""
    return os.path.relpath(path) if os.path.exists(path) else path


def _state() -> dict[str, list[Place]]:
    """Return what is remembered; nothing where the file is missing or not as we write it."""
    try:
        data: Any = json.loads(read_regular(STATE, MOST_BYTES))
        if data["schema"] != SCHEMA:
            return {}
        return {
            str(source): [(str(file), str(label), str(name)) for file, label, name in places]
            for source, places in data["failed"].items()
        }
    except (CnncheckError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _write(state: dict[str, list[Place]]) -> None:
    with suppress(OSError, CnncheckError):
        FOLDER.mkdir(exist_ok=True)
        for name, text in _BESIDE.items():
            if not (FOLDER / name).exists():
                write_atomically(FOLDER / name, text)
        content = {"schema": SCHEMA, "failed": state}
        write_atomically(STATE, json.dumps(content, indent=1) + "\n")
