"""Blank solutions: a template for each dialect that has one, ``NAME.py.txt``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from cnncheck.operators.places import SHIPPED_DIALECTS

_TEMPLATES = files("cnncheck.starters") / "templates"

DIALECTS = tuple(each for each in SHIPPED_DIALECTS if (_TEMPLATES / f"{each}.py.txt").is_file())
"""Dialects that there is a blank solution in, the usual one first."""


@cache
def template(name: str) -> str:
    """Return the text of a packaged template."""
    return (_TEMPLATES / name).read_text("utf-8")


def blank_solution(dialect: str = DIALECTS[0]) -> str:
    """Return the blank solution in one of `DIALECTS`."""
    return template(f"{dialect}.py.txt")
