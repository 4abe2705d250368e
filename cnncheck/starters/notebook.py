"""The assignment as a notebook, put together from its text and from the blank solution."""

from __future__ import annotations

import ast
import json
import re
from typing import Any

_MARK = re.compile(r"<!-- (\w+) -->\n")

_SETUP = """\
import numpy as np

from cnncheck.starters.exercises import check_exercise, count_points"""


def assignment(text: str, solution: str) -> str:
    """Return the notebook, in format 4.5.

    Parameters
    ----------
    text : str
        Markdown; ``<!-- NAME -->`` begins the section of an exercise, named like its function.
    solution : str
        Python source with a blank of each function.

    Raises
    ------
    KeyError
        When the text asks for a function that the solution does not have.
    """
    blanks = _functions(solution)
    title, *rest = _MARK.split(text)
    sections = dict(zip(rest[::2], rest[1::2], strict=True))
    total = sections.pop("total")
    cells = [_markdown("title", title), _code("setup", _SETUP)]
    for name, section in sections.items():
        word = name.replace("_", "-")
        cells += [
            _markdown(f"{word}-text", section),
            _code(f"{word}-code", blanks[name]),
            _code(f"{word}-check", f"check_exercise({name})"),
        ]
    call = "count_points(\n" + "".join(f"    {name},\n" for name in sections) + ")"
    cells += [_markdown("total-text", total), _code("total-check", call)]
    return json.dumps(_notebook(cells), indent=1, ensure_ascii=False) + "\n"


def _functions(solution: str) -> dict[str, str]:
    """Return the source of each function of a module."""
    functions = {}
    for node in ast.parse(solution).body:
        if isinstance(node, ast.FunctionDef):
            functions[node.name] = ast.get_source_segment(solution, node) or ""
    return functions


def _notebook(cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _markdown(name: str, text: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(text)}


def _code(name: str, text: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": _lines(text),
    }


def _lines(text: str) -> list[str]:
    return text.strip().splitlines(keepends=True)
