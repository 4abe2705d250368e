"""Reading case files: every fault of every file at once, each with its place."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cnncheck.cases.case_source import decode, read_source
from cnncheck.cases.compiled import compiled, key_of, restored
from cnncheck.cases.discovery import find_case_files, shown_path
from cnncheck.cases.nodes import Faults
from cnncheck.errors import CaseFileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.cases.compiled import Memory
    from cnncheck.cases.discovery import PathLike
    from cnncheck.operators.base import Operator
    from cnncheck.operators.case import Case

DEFAULT_MAX_MEMORY = 2 << 30
"""Bytes that the arrays of one case may take unless ``--max-memory`` says otherwise."""


def load_cases(
    paths: PathLike | Sequence[PathLike],
    operators: Mapping[str, Operator],
    *,
    max_memory: int = DEFAULT_MAX_MEMORY,
    memory: Memory | None = None,
) -> list[Case]:
    """Read case files.

    Parameters
    ----------
    paths : path or sequence of path
        Files, and folders to search for ``*.yaml`` and ``*.yml``.
    operators : mapping of str to Operator
        By the word in ``operator:``.
    max_memory : int, optional
        Bytes that the arrays of one case may take at once. Nothing is allocated to find out.
    memory : Memory, optional
        Where the cases of files are looked up that have been read before.

    Returns
    -------
    list of Case
        In the order of the paths, files and cases, matrices expanded. Never empty.

    Raises
    ------
    CaseFileError
        With all that is wrong in all the files.
    """
    files, problems = find_case_files(paths)
    cases: list[Case] = []
    for file in files:
        faults = Faults(shown_path(file), folder=os.path.dirname(file) or os.curdir)
        text = read_source(file, faults)
        if text is not None:
            cases += _remembered(text, operators, max_memory, faults, memory)
        problems += faults.first()
    if problems:
        raise CaseFileError(problems)
    return cases


def load_text(
    text: str | bytes,
    name: str,
    operators: Mapping[str, Operator],
    *,
    max_memory: int = DEFAULT_MAX_MEMORY,
) -> list[Case]:
    """Read cases from the text of a case file.

    Parameters
    ----------
    text : str or bytes
        What the file would hold.
    name : str
        What to call it in ids and messages.
    operators, max_memory
        As for `load_cases`.

    Raises
    ------
    CaseFileError
        With all that is wrong in the text.
    """
    faults = Faults(name)
    data = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    decoded = decode(data, faults)
    cases = [] if decoded is None else _cases(decoded, operators, max_memory, faults)
    if faults.problems:
        raise CaseFileError(faults.first())
    return cases


def _remembered(
    text: str,
    operators: Mapping[str, Operator],
    max_memory: int,
    faults: Faults,
    memory: Memory | None,
) -> list[Case]:
    """Return the cases of a text, read anew only where it has changed."""
    key = None if memory is None else key_of(text, faults.file, max_memory)
    if memory is None or key is None:
        return _cases(text, operators, max_memory, faults)
    known = restored(memory.recall(key))
    if known is not None:
        return known
    cases = _cases(text, operators, max_memory, faults)
    if not faults.problems and (body := compiled(cases)) is not None:
        memory.remember(key, body)
    return cases


def _cases(
    text: str, operators: Mapping[str, Operator], max_memory: int, faults: Faults
) -> list[Case]:
    from cnncheck.cases.events import parse

    root = parse(text, faults)
    if root is None and faults.problems:
        return []
    # pydantic is slow to import, so only once there is something to validate
    from cnncheck.cases.case_file import read_file

    return read_file(root, operators, max_memory, faults)
