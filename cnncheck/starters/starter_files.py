"""Which starters there are: the files of each, and what to do with them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import files
from typing import TYPE_CHECKING

from cnncheck.dialects import LAYERS
from cnncheck.errors import UsageError
from cnncheck.starters.blanks import DIALECTS, blank_solution, template
from cnncheck.starters.drafting import draft
from cnncheck.starters.notebook import assignment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Starter:
    """Something to begin with.

    Attributes
    ----------
    about : str
        What it is, in a few words.
    files : mapping of str to callable
        Path below the folder that is chosen, to the function that returns its text.
    next_step : str
        What to do with it, in a line or two.
    """

    about: str
    files: Mapping[str, Callable[[], str]]
    next_step: str


def _notebook() -> str:
    return assignment(template("assignment.md"), blank_solution())


def _cases() -> str:
    return template("cases.yaml.txt")


def _schema() -> str:
    return (files("cnncheck.cases") / "case.schema.json").read_text("utf-8")


def _workflow() -> str:
    return template("ci.yml.txt")


def solution_in(dialect: str) -> Starter:
    """Return the blank solution in a dialect.

    Raises
    ------
    UsageError
        When there is none.
    """
    if dialect == DIALECTS[0]:
        return STARTERS["solution"]
    known = ", ".join(DIALECTS)
    if dialect == LAYERS.name:
        raise UsageError(
            f"there is no blank solution in {dialect!r}: its functions are those of {DIALECTS[0]}, and "
            "each takes by keyword what its author wants besides",
            f"take --dialect {DIALECTS[0]} and add bias, dilation, groups and padding where you want "
            f"them; or choose among {known}",
        )
    if dialect not in DIALECTS:
        raise UsageError(f"there is no blank solution in {dialect!r}", f"choose among {known}")
    return replace(
        STARTERS["solution"],
        about=f"a blank solution in the dialect {dialect}",
        files={"solution.py": partial(blank_solution, dialect)},
    )


def dialect_of(impl: str) -> Starter:
    """Return a first dialect for the functions of a file."""
    return Starter(
        f"how the functions of {impl} are called, with what is to be decided",
        {"my.yaml": partial(draft, impl, "my.yaml")},
        f"read {{0}}, then: cnncheck run cases/ --impl {shlex.quote(impl)} --dialect {{0}}",
    )


STARTERS: Mapping[str, Starter] = {
    "solution": Starter(
        "a blank solution: the six functions, with what goes in and comes out",
        {"solution.py": blank_solution},
        "write a function, then: cnncheck run --impl {0}",
    ),
    "notebook": Starter(
        "the assignment as a notebook: six exercises with points, and cells that check them",
        {"assignment.ipynb": _notebook},
        "open it: jupyter lab {0}",
    ),
    "cases": Starter(
        "a case file with comments, and the schema that editors complete it by",
        {"cases/first.yaml": _cases, "cases/case.schema.json": _schema},
        "see what it asks: cnncheck run {0} --list",
    ),
    "ci": Starter(
        "a GitHub Actions workflow that checks solution.py and keeps the reports",
        {".github/workflows/cnncheck.yml": _workflow},
        "look at the three settings at the top of {0}, then commit it",
    ),
}
"""By the word that ``cnncheck init`` takes."""
