"""The whole of one case file: defaults, cases, matrices, unique names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.cases.building import build, validate
from cnncheck.cases.case_wording import expected, meant
from cnncheck.cases.matrix import MAX_CASES, combinations, variants
from cnncheck.cases.model import known_keys
from cnncheck.cases.nodes import MAX_FAULTS, Mark, Node, Written
from cnncheck.cases.scalars import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.cases.nodes import Faults
    from cnncheck.operators.base import Operator
    from cnncheck.operators.case import Case

_SHAPE = "write 'cases:' and below it a list of cases"


def read_file(
    root: Node | None, operators: Mapping[str, Operator], max_memory: int, faults: Faults
) -> list[Case]:
    """Read the document of one case file.

    Parameters
    ----------
    root : Node or None
        None when the file holds nothing but comments.
    operators : mapping of str to Operator
    max_memory : int
        Bytes that the arrays of one case may take at once.
    faults : Faults
        Receives all that is wrong.

    Returns
    -------
    list of Case
        Those that are sound; worth nothing when there are faults.
    """
    if root is None or root.blank:
        faults.add(Mark(1, 1), "the file is empty", _SHAPE)
        return []
    if not isinstance(root.entries, dict):
        faults.add(root, f"the file holds {show(root.value)}, expected a mapping", _SHAPE)
        return []
    _top_keys(root, faults)
    defaults = _defaults(root.fields.get("defaults"), faults)
    entries = _entries(root, faults)
    cases: list[Case] = []
    named: dict[str, Mark] = {}
    room = MAX_CASES
    for entry in entries:
        matrix = entry.fields.get("matrix", defaults.get("matrix"))
        room -= combinations(matrix)
        if room < 0:
            _too_many(matrix or entry, faults)
            return []
        for written in _expand(entry, defaults, faults):
            if len(faults.problems) > MAX_FAULTS:
                break  # nobody reads more, and a large matrix would only repeat them
            case = build(written, operators, max_memory, faults)
            if case is not None:
                _unique(case, written, named, faults)
                cases.append(case)
    return cases


def _top_keys(root: Node, faults: Faults) -> None:
    for key, node in root.fields.items():
        if key not in ("cases", "defaults"):
            hint = meant(key, ["cases", "defaults"])
            hint = hint or "a file has 'cases:' and 'defaults:'; fields belong into a case"
            faults.add(node.key or node, f"unknown key {show(key)} at the top of the file", hint)


def _entries(root: Node, faults: Faults) -> list[Node]:
    node = root.fields.get("cases")
    if node is None:
        if not any(meant(key, ["cases"]) for key in root.fields):
            faults.add(root, "the file has no 'cases'", _SHAPE)
        return []
    if node.value == []:
        faults.add(node, "'cases' is an empty list", "write at least one case, or delete the file")
        return []
    if not node.items:
        shown = "empty" if node.blank else show(node.value)
        faults.add(node, f"'cases' is {shown}, expected a list", "begin each case with '- name: '")
        return []
    return node.items


def _defaults(node: Node | None, faults: Faults) -> dict[str, Node]:
    """Fields for every case, each judged here so that it is judged even where no case uses it."""
    if node is None:
        return {}
    if not node.fields:
        shown = "empty" if node.blank else show(node.value)
        faults.add(
            node,
            f"'defaults' is {shown}, expected a mapping of case fields",
            "write some or delete the line",
        )
        return {}
    fields = dict(node.fields)
    name = fields.pop("name", None)
    if name is not None:
        faults.add(name.key or name, "a default name makes no sense", "give each case its own")
    matrix = fields.pop("matrix", None)
    nameless = {"name": Node("defaults", node.mark), **fields}
    validate(Written(node, nameless, called="defaults"), faults)
    # an unknown field is reported here, once, and not again for every case
    fields = {f: n for f, n in fields.items() if f in expected()}
    if matrix is not None:
        fields["matrix"] = matrix
    return fields


def _expand(entry: Node, defaults: dict[str, Node], faults: Faults) -> list[Written]:
    """Merge defaults and matrix into an entry of ``cases:``: the cases that it stands for."""
    if not entry.fields:
        shown = "empty" if entry.blank else show(entry.value)
        faults.add(
            entry, f"this case is {shown}, expected a mapping", "write '- name: ' and fields"
        )
        return []
    fields = {**defaults, **entry.fields}
    for field, node in entry.fields.items():
        # `field: null` undoes a default; anywhere else a null is a value that was forgotten
        if node.value is None and not node.blank and field in defaults:
            del fields[field]
    matrix = fields.pop("matrix", None)
    for field, node in (matrix.fields if matrix else {}).items():
        twice = entry.fields.get(field)
        if twice is not None and field not in ("exclude", "name"):
            faults.add(
                twice.key or twice,
                f"{field!r} is varied by the matrix on line {node.mark.line} and written here too",
                "delete one of the two",
            )
    return [
        Written(entry, {**fields, **variant.fields}, variant.text, number=number if matrix else 0)
        for number, variant in enumerate(variants(matrix, known_keys(""), faults), 1)
    ]


def _too_many(place: Node, faults: Faults) -> None:
    faults.add(
        place,
        f"from here on the file stands for more than {MAX_CASES} cases",
        "shorten its matrices or split it into several files",
    )


def _unique(case: Case, written: Written, named: dict[str, Mark], faults: Faults) -> None:
    node = written.place("name")
    first = named.setdefault(case.label, node.mark)
    if first != node.mark:
        faults.add(
            node,
            f"the name {show(case.label)} is already taken on line {first.line}",
            "choose another",
        )
