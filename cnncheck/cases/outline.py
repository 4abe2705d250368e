"""The names in a case file, read without judging it: for completion, which must not wait.

Neither operators nor the model are imported, so nothing here needs NumPy or pydantic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.cases.case_source import read_source
from cnncheck.cases.discovery import find_case_files, shown_path
from cnncheck.cases.events import parse
from cnncheck.cases.matrix import MAX_CASES, combinations, variants
from cnncheck.cases.nodes import Faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.cases.discovery import PathLike
    from cnncheck.cases.nodes import Node


@dataclass(frozen=True, slots=True)
class Outline:
    """A case as written.

    Attributes
    ----------
    name : str
    labels : tuple of str
        ``name[variant]`` for each combination of its matrix; ``name`` without one.
    tags : tuple of str
    """

    name: str
    labels: tuple[str, ...]
    tags: tuple[str, ...]


def outlines(paths: PathLike | Sequence[PathLike]) -> list[Outline]:
    """Return the cases of files and folders, as far as they can be read at all.

    Parameters
    ----------
    paths : path or sequence of path
        As for `cnncheck.cases.load_cases`; what cannot be read is passed over.
    """
    found: list[Outline] = []
    for file in find_case_files(paths)[0]:
        faults = Faults(shown_path(file))
        text = read_source(file, faults)
        root = parse(text, faults) if text is not None else None
        if root is not None:
            found += _cases(root)
    return found


def _cases(root: Node) -> Iterator[Outline]:
    defaults = root.fields.get("defaults")
    shared = defaults.fields if defaults is not None else {}
    cases = root.fields.get("cases")
    for entry in cases.items if cases is not None else ():
        fields = {**shared, **entry.fields}
        name = fields.get("name")
        if name is None or not isinstance(name.value, str):
            continue
        yield Outline(name.value, _labels(name.value, fields.get("matrix")), _words(fields))


def _labels(name: str, matrix: Node | None) -> tuple[str, ...]:
    if matrix is None or not matrix.fields or combinations(matrix) > MAX_CASES:
        return (name,)
    known = [field for field in matrix.fields if field != "exclude"]
    return tuple(f"{name}[{each.text}]" for each in variants(matrix, known, Faults("")))


def _words(fields: dict[str, Node]) -> tuple[str, ...]:
    tags = fields.get("tags")
    return tuple(str(tag.value) for tag in tags.items) if tags is not None else ()
