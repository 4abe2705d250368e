"""Source files and notebooks, parsed.

Imported by the worker process, where alone people's files are parsed: a file can make the parser
fail in ways (memory, recursion) that must not befall the supervisor.
"""

from __future__ import annotations
import __future__

import ast
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.sandbox.texts import bounded
from cnncheck.submission import tracebacks
from cnncheck.submission.distil import distilled
from cnncheck.submission.magics import cell, exported, is_ipython

if TYPE_CHECKING:
    from pathlib import Path


class LoadError(Exception):
    """A file under test that cannot be used.

    Parameters
    ----------
    message, hint, log : str
        As in a reply.
    """

    def __init__(self, message: str, hint: str = "", log: str = "") -> None:
        super().__init__(message)
        self.message, self.hint, self.log = message, hint, log


@dataclass(frozen=True, slots=True)
class Source:
    """One file, parsed.

    Attributes
    ----------
    shown : str
        The name by which the person knows it.
    parts : tuple of (filename, statements)
        One for a Python file; one a cell for a notebook. The file names are those of tracebacks.
    notebook : bool
        Whether only what `distilled` keeps is to be run.
    notes : tuple of str
        What was left out.
    """

    shown: str
    parts: tuple[tuple[str, tuple[ast.stmt, ...]], ...]
    notebook: bool = False
    notes: tuple[str, ...] = ()

    @property
    def tree(self) -> ast.Module:
        """All statements as one module."""
        return ast.Module([node for _, body in self.parts for node in body], [])

    @property
    def flags(self) -> int:
        """Flags of the compiler that ``from __future__ import ...`` asks for."""
        names = [
            item.name
            for node in self.tree.body
            if isinstance(node, ast.ImportFrom) and node.module == "__future__"
            for item in node.names
        ]
        features = [getattr(__future__, name, None) for name in names]
        return sum({each.compiler_flag for each in features if each is not None})

    def definitions(self) -> list[tuple[str, ast.stmt]]:
        """Return what `distilled` keeps, each statement with its file name."""
        kept = {id(node) for node in distilled(self.tree.body)}
        return [(name, node) for name, body in self.parts for node in body if id(node) in kept]


def read(path: Path, shown: str) -> Source:
    """Read and parse a file.

    Parameters
    ----------
    path : Path
        A ``.py`` or ``.ipynb`` file.
    shown : str
        Its name in messages.

    Raises
    ------
    LoadError
        When it is not Python, or not a notebook.
    """
    try:
        content = path.read_bytes()
        return (
            _notebook(content, shown) if path.suffix == ".ipynb" else _python(content, path, shown)
        )
    except LoadError:
        raise
    except SyntaxError as error:
        raise LoadError(
            f"{shown} cannot be loaded: {_syntax(error, shown)}",
            _of_python_2(error) or "Open it in Python and mend this line first.",
        ) from None
    except Exception as error:  # MemoryError, RecursionError, ValueError: the parser's limits
        raise LoadError(
            f"{shown} cannot be loaded: {tracebacks.summary(error)}",
            "The file is not one that Python can parse.",
        ) from None


def _of_python_2(error: SyntaxError) -> str:
    """Say what to do with code of Python 2, which its prints show; empty for other code."""
    if "call to 'print'" not in str(error):
        return ""
    return (
        "It is written in Python 2: write print(...), and // where the size of an array is divided, as "
        "2to3 and a look at each / do it."
    )


def _syntax(error: SyntaxError, shown: str) -> str:
    line = f" ({shown}, line {error.lineno})" if error.lineno else ""
    text = f": {bounded(error.text.strip(), 120)}" if error.text else ""
    return f"{type(error).__name__}: {bounded(error.msg or '', 200)}{line}{text}"


def _python(content: bytes, path: Path, shown: str) -> Source:
    text = content.decode("utf-8", "replace")
    try:
        statements = ast.parse(content, str(path)).body
    except SyntaxError as error:
        lines = text.splitlines()
        if not 0 < (error.lineno or 0) <= len(lines) or not is_ipython(lines[error.lineno - 1]):  # type: ignore[operator]
            raise
        statements = cell(text)  # copied from a notebook, with its magics
    tracebacks.remember_source(str(path), text)
    body = [each for node in statements for each in exported(node)]
    return Source(shown, ((str(path), tuple(body)),))


def _notebook(content: bytes, shown: str) -> Source:
    """Parse the code cells, each for itself, as far as they are Python."""
    try:
        cells = json.loads(content)["cells"]
        texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    except (ValueError, KeyError, TypeError) as error:
        raise LoadError(
            f"{shown} cannot be loaded: it is not a notebook of format 4 "
            f"({tracebacks.summary(error)})",
            "Open it in Jupyter and save it again.",
        ) from None
    parts, notes = [], []
    for number, text in enumerate(texts, 1):
        label = f"{shown}, code cell {number}"
        try:
            body = cell(text)
        except SyntaxError as error:
            notes.append(f"{label} was left out: {_syntax(error, label)}")
            continue
        tracebacks.remember_source(label, text)
        parts.append((label, tuple(body)))
    return Source(shown, tuple(parts), notebook=True, notes=tuple(notes))
