"""What a function's lines and branches came to over all shapes, by what the worker noted.

The notes come from a process that people's code shares: they say how general a proof is, and
decide nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field


@dataclass(slots=True)
class Covered:
    """Lines, branches and whole numbers of the functions that were entered.

    Attributes
    ----------
    lines, seen : set of int
    branches : set of int
    sides : set of (int, bool)
    numbers : set of int
        Literals.
    places : dict of int to str
        Where lines are that some call did not come to: ``solution.py:7``.
    decided : dict of int to str
        Where branches are.
    """

    lines: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    branches: set[int] = field(default_factory=set)
    sides: set[tuple[int, bool]] = field(default_factory=set)
    numbers: set[int] = field(default_factory=set)
    places: dict[int, str] = field(default_factory=dict)
    decided: dict[int, str] = field(default_factory=dict)

    @property
    def lines_left(self) -> tuple[str, ...]:
        """Where the lines are that were not come to."""
        return tuple(self.places.get(each, "") for each in sorted(self.lines - self.seen))

    @property
    def branches_left(self) -> tuple[str, ...]:
        """Where the branches are that went one way alone."""
        return tuple(
            self.decided.get(each, "") for each in sorted(self.branches) if not self._both(each)
        )

    def _both(self, branch: int) -> bool:
        return {(branch, True), (branch, False)} <= self.sides

    @property
    def both(self) -> int:
        """How many branches went both ways."""
        return sum(map(self._both, self.branches))

    @property
    def taken(self) -> int:
        """How many lines and sides of branches were come to."""
        return len(self.seen) + len(self.sides)

    @property
    def complete(self) -> bool:
        """Whether there is nothing that was not come to."""
        return self.lines <= self.seen and self.both == len(self.branches)

    def add(self, evidence: str) -> None:
        """Add what one call came to; what cannot be read is left out."""
        try:
            told = json.loads(evidence)
            sets = {name: set(map(int, told[name])) for name in ("lines", "seen")}
            left = {int(line): str(where) for line, where in told["left"]}
            decided = {int(branch): str(where) for branch, where in told["branches"]}
            numbers = set(map(int, told["numbers"]))
            sides = {(int(branch), bool(side)) for branch, side in told["sides"]}
        except (ValueError, KeyError, TypeError):
            return
        self.lines |= sets["lines"]
        self.seen |= sets["seen"] & sets["lines"]
        self.places |= left
        self.decided |= decided
        self.branches |= decided.keys()
        self.sides |= sides
        self.numbers |= numbers
