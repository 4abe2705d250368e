"""What stands in a case file, where it stands, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from cnncheck.errors import CaseFileError, CnncheckError, Where

Scalar = str | int | float | bool | None
Plain = Scalar | list["Plain"] | dict[str, "Plain"]

MAX_FAULTS = 100
"""More faults than this in one file help nobody; the rest are counted."""


class Mark(NamedTuple):
    """A place in a text, counted from 1."""

    line: int
    column: int


@dataclass(slots=True, eq=False)
class Node:
    """One value of a file, with its place.

    Attributes
    ----------
    value : plain nested Python
        What was written. A list's or mapping's value holds the very values of its entries.
    mark : Mark
        Where the value begins.
    key : Mark, optional
        Where its key begins, when it is an entry of a mapping.
    entries : list of Node or dict of str to Node, optional
        The parts of a list or a mapping; None for a scalar.
    text : str, optional
        An unquoted scalar as written, so that messages can quote ``1e3`` as ``1e3``.
    refused : bool
        The value was already reported and cannot be trusted: say nothing more about it.
    read : object, optional
        What `cnncheck.cases.given_arrays.array` made of it: the cases of a matrix share one array.
    """

    value: Plain
    mark: Mark
    key: Mark | None = None
    entries: list[Node] | dict[str, Node] | None = None
    text: str | None = None
    refused: bool = False
    read: object = None

    @property
    def fields(self) -> dict[str, Node]:
        """The entries of a mapping; empty for everything else."""
        return self.entries if isinstance(self.entries, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The entries of a list; empty for everything else."""
        return self.entries if isinstance(self.entries, list) else []

    @property
    def blank(self) -> bool:
        """Whether nothing at all was written, as in ``seed:``."""
        return self.value is None and not self.text


@dataclass(slots=True)
class Faults:
    """The faults of one file, each said once.

    Attributes
    ----------
    file : str
        As it is to be printed.
    problems : list of CnncheckError
    folder : str, optional
        Where files beside it are; a text that is in no file has none.
    """

    file: str
    problems: list[CnncheckError] = field(default_factory=list)
    folder: str | None = None
    _seen: set[tuple[Mark | None, str]] = field(default_factory=set)

    def add(self, place: Node | Mark | None, message: str, hint: str | None = None) -> None:
        """Note a fault at a value or a mark; None means the file as a whole."""
        if isinstance(place, Node):
            if place.refused:
                return
            place = place.mark
        if (place, message) in self._seen:
            return
        self._seen.add((place, message))
        where = Where(self.file, *place) if place else Where(self.file)
        self.problems.append(CnncheckError(message, hint, where))

    def first(self) -> list[CnncheckError]:
        """Return the first `MAX_FAULTS` faults in reading order, then one that counts the others."""
        ordered = list(CaseFileError(self.problems).problems) if self.problems else []
        if len(ordered) <= MAX_FAULTS:
            return ordered
        kept, last = ordered[:MAX_FAULTS], ordered[MAX_FAULTS - 1].where
        rest = len(ordered) - MAX_FAULTS
        return [*kept, CnncheckError(f"and {rest} more faults", "mend the first ones", last)]


@dataclass(frozen=True, slots=True)
class Written:
    """One case as it was written, defaults and a combination of its matrix merged in.

    Attributes
    ----------
    whole : Node
        The entry of ``cases:``, or ``defaults:``.
    fields : dict of str to Node
        Its fields but the matrix, wherever they come from.
    variant : str
    number : int
        Which combination of the matrix it is, from 1; 0 without a matrix.
    called : str
        What to call the whole in messages.
    """

    whole: Node
    fields: dict[str, Node]
    variant: str = ""
    called: str = "this case"
    number: int = 0

    def place(self, field: str) -> Node:
        """Where a field is written, or the case when it is not."""
        return self.fields.get(field, self.whole)
