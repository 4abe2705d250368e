"""What IPython understands beside Python: magics, shell commands and questions in the cells of a notebook.

They are passed over, but for ``%run``, which is an import of all that another file defines. Imported
by the worker process: the standard library alone.
"""

from __future__ import annotations

import ast
import shlex
from pathlib import PurePosixPath

_MOST_REPAIRS = 200
"""Lines of one cell that may be no Python."""

WHOLE = "%run "
"""How the module of an import begins that takes the names with an underscore, too."""

_RUN = "%run"
_MODULE = "-m"
_WITH_NUMBER = frozenset({"-b", "-l", "-N", "-s", "-T"})
"""Options of ``%run`` that take something."""


def cell(text: str) -> list[ast.stmt]:
    """Parse a cell; lines that Python itself refuses and that IPython would not are passed over.

    Raises
    ------
    SyntaxError
        When something else than a magic, a shell command or a question is no Python.
    """
    lines = text.splitlines()
    if lines and lines[0].startswith("%%"):
        if lines[0].split()[0] not in ("%%time", "%%timeit", "%%capture", "%%prun"):
            return []  # another language: %%bash, %%html
        lines[0] = ""
    runs: dict[int, ast.ImportFrom] = {}
    for _ in range(_MOST_REPAIRS):
        try:
            return _with_runs(ast.parse("\n".join(lines)), runs).body
        except SyntaxError as error:
            index = (error.lineno or 0) - 1
            if not 0 <= index < len(lines) or not is_ipython(lines[index]):
                raise
            indent = lines[index][: len(lines[index]) - len(lines[index].lstrip())]
            if run := _run(lines[index].strip()):
                runs[index + 1] = run
            lines[index] = f"{indent}pass"
    raise SyntaxError(f"more than {_MOST_REPAIRS} lines are not Python")


def is_ipython(line: str) -> bool:
    """Whether a line that is no Python is one of IPython's: ``%magic``, ``!ls``, ``x = !ls``."""
    line = line.strip()
    value = line.partition("=")[2].strip()
    return line.startswith(("%", "!", "?")) or line.endswith("?") or value.startswith(("%", "!"))


def _run(line: str) -> ast.ImportFrom | None:
    """Return ``%run helpers.ipynb`` as the import that it comes to; nothing where a name is computed."""
    try:
        command, *words = shlex.split(line, comments=True)
    except ValueError:
        return None
    if command != _RUN:
        return None
    while words and words[0].startswith("-") and words[0] != _MODULE:
        del words[: 1 + (words[0] in _WITH_NUMBER)]
    module = words[:1] == [_MODULE]
    name = next(iter(words[module:]), "")
    if not name or "$" in name or "{" in name:
        return None
    if module:
        return _import(name.split("."), 0)
    path = PurePosixPath(name.replace("\\", "/"))
    stem = path.with_suffix("") if path.suffix in (".py", ".ipynb") else path
    parts = [part for part in stem.parts if part != ".."]
    above = len(stem.parts) - len(parts)
    return None if path.is_absolute() else _import(parts, above + 1 if above else 0)


def _import(parts: list[str], level: int) -> ast.ImportFrom:
    return ast.ImportFrom(f"{WHOLE}{'.'.join(parts)}", [ast.alias("*")], level)


def _with_runs(tree: ast.Module, runs: dict[int, ast.ImportFrom]) -> ast.Module:
    """Put imports where ``%run`` stood; inside of functions there can be none."""
    if runs:
        tree.body = [each for node in tree.body for each in _replaced(node, runs)]
    return tree


def _replaced(node: ast.stmt, runs: dict[int, ast.ImportFrom]) -> list[ast.stmt]:
    if isinstance(node, ast.Pass) and node.lineno in runs:
        return [ast.copy_location(_located(runs[node.lineno], node), node)]
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        for name in ("body", "orelse", "finalbody"):
            inside = getattr(node, name, [])
            if isinstance(inside, list):
                inside[:] = [new for each in inside for new in _replaced(each, runs)]
    return [node]


def _located(run: ast.ImportFrom, node: ast.stmt) -> ast.ImportFrom:
    for name in run.names:
        ast.copy_location(name, node)
    return run


def exported(node: ast.stmt) -> list[ast.stmt]:
    """Return what a statement is in the notebook that a file was exported from.

    Exported magics and shell commands are calls of ``get_ipython()``, which only IPython defines.
    """
    call = node.value if isinstance(node, ast.Expr) else None
    if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
        return [node]
    if ast.unparse(call.func.value) != "get_ipython()":
        return [node]
    words = [str(each.value) for each in call.args if isinstance(each, ast.Constant)]
    if call.func.attr in ("run_line_magic", "magic"):
        run = _run(f"%{' '.join(words)}")
        return [ast.copy_location(_located(run, node), node)] if run else []
    if call.func.attr != "run_cell_magic" or len(words) != 3:
        return []
    try:
        body = cell(f"%%{words[0]}\n{words[2]}")
    except SyntaxError:
        return []
    for each in body:
        for part in ast.walk(each):
            ast.copy_location(part, node)
    return body
