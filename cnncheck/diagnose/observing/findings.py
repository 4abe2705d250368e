"""What was found of one function: the faults that explain its answers, and what they leave open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cnncheck.compare.hints import ROUNDED

if TYPE_CHECKING:
    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.faults.declaring.fault import Named

RAISE, BESIDES = "the others raise", "the values are wrong besides"
"""What there is to say of failures that no fault explains."""

NOT_FINITE = "the others are about NaN or infinities"
"""What there is to say of those that a fault leaves which explains all that can be computed with."""

RAISE_OR_NOT_FINITE = "the others raise, or are about NaN or infinities"
"""What there is to say where both are left."""

FOLLOWS = "wrong values may follow from that"
"""What there is to say of those of code that changes what it is given."""

NOISE = f"besides, {ROUNDED}"
"""What there is to say of those that differ by rounding alone."""

RECOVERED = "/recovered"
"""How the id of a fault goes on behind the function that is in no catalogue: it was recovered from answers."""

DIRECTIONS = re.compile(
    r"-(rows?|columns?|planes?|vertical|horizontal|top|bottom|left|right|h|w|d)(?=-)"
)
"""What in the id of a fault says along which axis it shows."""

ONE_VIEW = {"output-shares-memory": "input-changed"}
"""By the end of the id of a fault, that of another one which may be the same line of code."""

MISSED = "{} are not explained by it"

MOST_TIES = 8
"""Other faults that fit as well, up to which the first one is a name: what more explain, none does."""


@dataclass(frozen=True, slots=True)
class Naming:
    """Findings of the catalogue about one function.

    Attributes
    ----------
    faults : tuple of Named
        Which together explain every observation: mostly one, or one beside a wrong dtype or a
        changed input. Empty when nothing failed or nothing explains it.
    ties : tuple of Named
        Other faults that explain it as well, equivalents left out.
    failing, passing : int
        How many cases there were with a wrong answer, and with right answers only.
    rest : str
        What is to be said of the failures that the faults do not explain; empty for none.
    together : Named, optional
        All faults that show in the values as one, to be simulated; ``None`` where that is the last
        of them.
    seen : tuple of Observation
        All that there is to go by where no single fault of the catalogue explains it: what came
        back, further questions included; dtypes, inputs and memory in order.
    """

    function: str
    faults: tuple[Named, ...] = ()
    ties: tuple[Named, ...] = ()
    failing: int = 0
    passing: int = 0
    rest: str = ""
    together: Named | None = None
    seen: tuple[Observation, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the bug has a name."""
        return bool(self.faults)

    @property
    def simulated(self) -> Named | None:
        """What answers like the implementation, as far as it is explained."""
        last = self.faults[-1] if self.faults else None
        vague = last and last.fault.kind == "precision" and self.rest
        return self.together or (None if vague else last)

    @property
    def sentence(self) -> str:
        """What is wrong; of several faults, which of them shows only somewhere."""
        first, *others = self.faults
        told = first.sentence
        for each in others:
            condition = each.fault.condition
            plain = each.sentence.removesuffix(f", but only {condition}")
            limited = condition and plain != each.sentence
            told += f"; besides, only {condition}, {plain}" if limited else f", and {plain}"
        return told

    @property
    def apart(self) -> frozenset[tuple[str, int]]:
        """The faults that no single bug has.

        What is alike in two directions may be one, and what shows under a condition beside another
        may be how that one shows there. A result that is a view of an argument is written into it.
        """
        faults = [named.fault for named in self.faults]
        alone = [each for each in faults if not each.condition] or faults[:1]
        named = ((each.id.rpartition("/")[2], each.parts) for each in alone)
        return frozenset(
            (DIRECTIONS.sub("-", f"-{ONE_VIEW.get(name, name)}-"), part)
            for name, parts in named
            for part in range(parts)
        )

    @property
    def parts(self) -> int:
        """How many bugs are named."""
        return sum(named.fault.parts for named in self.faults)

    @property
    def count(self) -> str:
        """How many of the failures the faults explain: ``matches on 9 of 9 failing cases``."""
        verb = "explains" if self.rest else "matches on"
        rest = f"; {self.rest}" if self.rest else ""
        return f"{verb} {self.faults[-1].matched} of {self.failing} failing cases{rest}"

    @property
    def evidence(self) -> str:
        """Evidence for the name, in words."""
        if not self.faults:
            return "unknown" if self.failing else "nothing failed"
        text = self.count
        if self.passing:
            text += f", and none of the {self.passing} passing ones contradicts"
        return text
