"""Numbers for what stands for them: padding before and behind an image, lengths of the image itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cnncheck.shapes import as_shape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.operators.axis import Axis
    from cnncheck.operators.base import Operator
    from cnncheck.operators.case import Case
    from cnncheck.operators.parameter import Pairs


@dataclass(frozen=True, slots=True)
class NoAmountError(ValueError):
    """A word for a padding from which no amounts follow.

    Attributes
    ----------
    field, message, hint : str
        The parameter that it was written for, what is wrong, and what to write instead.
    """

    field: str
    message: str
    hint: str

    def __str__(self) -> str:
        return f"{self.message}: {self.hint}"


def split(told: Mapping[str, Any], operator: Operator) -> dict[str, Any]:
    """Return what an operator is told with the pairs of each parameter in two."""
    apart = dict(told)
    for each in operator.paired:
        value = apart.get(each.follows)
        if isinstance(value, tuple | list) and any(isinstance(it, tuple | list) for it in value):
            pairs = [it if isinstance(it, tuple | list) else (it, it) for it in value]
            apart[each.follows], apart[each.name] = zip(*pairs, strict=True)
    return apart


def spelt_out(told: Mapping[str, Any], operator: Operator, image: Sequence[int]) -> dict[str, Any]:
    """Return what an operator is told with amounts for the words of each parameter.

    Raises
    ------
    NoAmountError
        For a word that has none with such a stride, or such a filter.
    """
    from cnncheck.operators.case import Case

    spelt = dict(told)
    for each in operator.parameters:
        word = told.get(each.name)
        if each.open and isinstance(word, tuple | list):
            lengths = zip(word, image[2:], strict=True)
            spelt[each.name] = tuple(n if number is None else number for number, n in lengths)
        if not (each.words and isinstance(word, str)):
            continue
        if word not in each.words:
            hint = f"write {', '.join(each.words)}, or numbers"
            raise NoAmountError(each.name, f"{each.name} is {word!r}, which says nothing", hint)
        if not each.pads:  # as large as the image
            spelt[each.name] = tuple(image[2:])
            continue
        bare = Case("", "", operator.name, (), tuple(image), parameters={**spelt, each.name: 0})
        spelt[each.name] = _amounts(each.name, word, operator, bare)
    return spelt


def _amounts(name: str, word: str, operator: Operator, bare: Case) -> Pairs:
    """Return what a word adds before and behind: as many windows as length / stride, rounded up.

    The odd one goes behind the image, but for ``same_lower``. Of a transposed layer, whose windows
    lie in its output, that is cut to length times stride.
    """
    axes = operator.windows(bare).axes
    if word == "same" and any(axis.stride > 1 for axis in axes):
        raise NoAmountError(
            name,
            f"{name} same keeps the lengths of an image, but stride is "
            f"{as_shape([axis.stride for axis in axes])}",
            "write same_upper or same_lower, whose output is the input over the stride, or amounts",
        )
    reads = operator.roles[0] == "X"
    totals = [_needed(axis) if reads else axis.length - axis.count * axis.stride for axis in axes]
    if min(totals) < 0:
        raise NoAmountError(
            name,
            f"{name} {word} would make the output as long as the input times the stride, but it is "
            "shorter even without padding",
            "write amounts, and output_padding for what is missing",
        )
    halves = ((total // 2, total - total // 2) for total in totals)
    return tuple((more, less) if word == "same_lower" else (less, more) for less, more in halves)


def _needed(axis: Axis) -> int:
    windows = -(-axis.length // axis.stride)
    return max((windows - 1) * axis.stride + axis.span - axis.length, 0)


def around(case: Case) -> str:
    """Write a padding: ``1x2``, or ``1x2 before and 0x1 behind``."""
    before, behind = case.padding, case.padding_after
    if behind in (None, before):
        return as_shape(before)
    return f"{as_shape(before)} before and {as_shape(behind)} behind"
