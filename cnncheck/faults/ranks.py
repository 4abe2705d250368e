"""Faults of layers of sequences and of volumes: those of images, as far as they are faults there.

A fault of images that speaks of rows is none of sequences. Of the manners of the others those are
left out that answer right, that fail, or that answer as an earlier one does, whatever is asked.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache, partial
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.dialects import LAYERS
from cnncheck.faults.declaring import right
from cnncheck.faults.parts.lifting import lifted, lowered
from cnncheck.faults.parts.ways import Way
from cnncheck.faults.telling_apart import Answers, Known
from cnncheck.operators.case import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cnncheck.faults.declaring.fault import Compute, Fault
    from cnncheck.operators import Operator
    from cnncheck.operators.case import Fill, Layout
    from cnncheck.operators.parameter import Parameter, Value
    from cnncheck.operators.problem import Array, Problem

OF_SEQUENCES = (
    ("one row and one column", "one position"),
    ("rows and columns", "positions"),
    ("rows or columns", "positions"),
    ("row sh*i and column sw*j", "position s*i"),
    ("dh*k rows and dw*l columns", "d*k positions"),
    ("columns", "positions"),
    ("column", "position"),
    ("below and to the right of the image", "behind the image"),
    ("above and to the left of the image", "before the image"),
    ("below and to the right", "behind"),
    ("above and to the left", "before"),
    ("bottom right corner", "end"),
    ("at the top left instead of the bottom right", "at the start instead of the end"),
    ("up and left", "left"),
    ("window's top left", "window's start"),
    ("OH = 1 + floor((IH + 2 ph - FH) / sh)", "OL = 1 + floor((L + 2 p - K) / s)"),
    ("dh*(KH - 1) + 1 rows", "d*(K - 1) + 1 positions"),
    ("Pixel (sh*i + k, sw*j + l)", "Pixel s*i + k"),
    ("ceil(H / OH) * ceil(W / OW)", "ceil(L / OL)"),
    ("floor(H / OH) * floor(W / OW)", "floor(L / OL)"),
    ("H / OH * W / OW", "L / OL"),
    ("(i, j)", "i"),
    ("(k, l)", "k"),
    ("(0, 0)", "0"),
    ("(ph, pw)", "p"),
    ("i, j", "i"),
    ("k, l", "k"),
    ("OH, OW", "OL"),
    ("OH OW", "OL"),
    ("KH, KW", "K"),
    ("KH KW", "K"),
    ("r // (KH * KW)", "r // K"),
    ("H, W", "L"),
    ("image", "sequence"),
)
"""Words for what there is along a single axis."""

OF_VOLUMES = (
    ("ceil(H / OH)", "ceil(D / OD) * ceil(H / OH)"),
    ("floor(H / OH)", "floor(D / OD) * floor(H / OH)"),
    ("H / OH * W / OW", "D / OD * H / OH * W / OW"),
    ("OH, OW", "OD, OH, OW"),
    ("OH OW", "OD OH OW"),
    ("KH, KW", "KD, KH, KW"),
    ("KH KW", "KD KH KW"),
    ("r // (KH * KW)", "r // (KD * KH * KW)"),
    ("N, C, H, W", "N, C, D, H, W"),
    ("image", "volume"),
)
"""Words for what has planes."""

_TWO_AXES = re.compile(
    r"\b(rows?|vertical|horizontal|directions|height|width|shorter side|square|upside|far down)\b"
)

Sizes = tuple[tuple[int, ...], tuple[int, ...], int, int]
"""Of an image and a filter; stride and padding."""

_SIZES: Mapping[int, tuple[Sizes, ...]] = {
    1: (
        ((2, 2, 8), (3, 4, 3), 2, 1),
        ((1, 2, 21), (2, 2, 5), 1, 0),
        ((3, 1, 11), (2, 1, 2), 4, 0),
        ((2, 2, 3), (2, 2, 2), 1, 0),
    ),
    3: (
        ((2, 2, 4, 6, 5), (3, 4, 2, 3, 2), 2, 1),
        ((1, 1, 2, 2, 21), (2, 1, 1, 2, 2), 1, 0),
        ((3, 1, 7, 6, 5), (2, 1, 1, 2, 2), 3, 0),
        ((2, 2, 3, 3, 3), (2, 2, 2, 2, 2), 1, 0),
    ),
}
_TILED: Mapping[int, Sizes] = {
    1: ((2, 2, 6), (1, 1, 3), 3, 0),
    3: ((1, 2, 2, 4, 6), (1, 1, 1, 2, 3), 2, 0),
}
"""Windows of poolings that lie side by side along all axes, as they do without a stride."""

_KINDS: tuple[tuple[Fill, Layout], ...] = (
    ("normal", "strided"),
    ("integers", "F"),
    ("integers", "C"),
    ("nonfinite", "C"),
)


def of_rank(faults: Iterable[Fault], operator: Operator, pass_name: str) -> Iterator[Fault]:
    """Yield the faults of a pass of the layer of another rank, of those of images.

    Parameters
    ----------
    faults : iterable of Fault
        Of the same pass of images.
    operator : Operator
        The layer for sequences, or for volumes.
    pass_name : str
    """
    seen: dict[str, Known] = {}
    for fault in moved(faults, operator, pass_name):
        manners = fault.manners
        if fault.kind == "values" and manners:
            asked = _problems(operator, pass_name, fault.option)
            if fault.option not in seen:
                seen[fault.option] = _known(asked)
            manners = tuple(_told_apart(manners, asked, seen[fault.option]))
        if manners or fault.responds:
            yield replace(fault, manners=manners)


def prefix_of(operator: Operator, pass_name: str) -> str:
    """Return what the ids of faults of a pass begin with, of a layer that is not one of images."""
    return f"{operator.name}-{pass_name}".replace("_", "-")


def moved(faults: Iterable[Fault], operator: Operator, pass_name: str) -> Iterator[Fault]:
    """Yield faults of images as those of another rank, with all their manners.

    Parameters
    ----------
    faults, operator, pass_name
        As of `of_rank`.
    """
    prefix = prefix_of(operator, pass_name)
    for fault in faults:
        sentence, hint = (_reworded(text, operator.rank) for text in (fault.sentence, fault.hint))
        if operator.rank > 1 or not _TWO_AXES.search(sentence):
            yield replace(
                fault,
                id=f"{prefix}/{fault.id.rpartition('/')[2]}",
                function=operator.functions[pass_name],
                sentence=sentence,
                hint=hint,
                manners=tuple(_as_of_images(each, operator.rank) for each in fault.manners),
            )


def _reworded(text: str, rank: int) -> str:
    for images, others in OF_SEQUENCES if rank == 1 else OF_VOLUMES:
        text = text.replace(images, others)
    return text


def _as_of_images(manner: Compute, rank: int) -> Compute:
    if rank != 1:
        return manner
    if isinstance(manner, Way):  # still in its parts, so that two can be put together
        return replace(manner, of_one_row=True)
    return lambda problem: lowered(manner(lifted(problem)), problem)


def _told_apart(
    manners: Sequence[Compute], asked: Sequence[Problem], known: Known
) -> Iterator[Compute]:
    """Yield the manners that answer as none before them, and add their answers to what is known."""
    for manner in manners:
        if known.is_new(Answers(partial(_answered, manner), asked)):
            yield manner


_FAILED = "failed"


def _known(asked: Sequence[Problem]) -> Known:
    """Return what no manner is to answer: what is right, and nothing at all."""
    known = Known()
    known.is_new(Answers(lambda problem: _written(right.answer(problem)), asked))
    known.is_new(Answers(lambda _: _FAILED, asked))
    return known


def _answered(manner: Compute, problem: Problem) -> str:
    with np.errstate(all="ignore"):
        try:
            answer: Array = np.ma.filled(manner(problem).astype(problem.dtype), _LEFT_OVER)
        except (ValueError, IndexError):
            return _FAILED
        return _written(answer)


_LEFT_OVER = -7e19


def _written(answer: Array) -> str:
    return f"{answer.shape} {hash(answer.tobytes())}"


@cache
def _problems(operator: Operator, pass_name: str, option: str) -> tuple[Problem, ...]:
    """Return what manners have to answer: with strides, padding, views, NaN, more than 16 columns."""
    cases = []
    pools = any(each.kind == "taps" for each in operator.parameters)
    kinds = [*zip(_KINDS, _SIZES[operator.rank], strict=True)]
    kinds += [(_KINDS[2], _TILED[operator.rank])] * pools
    asked = product(enumerate(kinds), _choices(operator, option))
    pairs = (each.follows for each in operator.parameters if each.paired and each.name == option)
    first = next(pairs, "")
    for (number, ((fill, layout), sizes)), choice in asked:
        usual = {
            each.name: _told(each, sizes, option, number, first) for each in operator.parameters
        }
        told, image = {**usual, **choice}, sizes[0]
        case = Case(
            "",
            "held",
            operator.name,
            (pass_name,),
            (image[0], 2 * PARTS, *image[2:]) if told.get(option) == PARTS else image,
            fill=fill,
            layout=layout,
            seed=NEGATIVE_AT_ITS_ENDS if not number else 0,
            parameters=told,
        )
        case = operator.agreeing(case)
        if not operator.geometry_faults(case):
            cases.append(case)
    return tuple(problem for case in cases for problem in LAYERS.problems(case, pass_name, 1))


def _choices(operator: Operator, option: str) -> tuple[Mapping[str, Value], ...]:
    """Return what an option of several words can be besides the usual: each has its own faults."""
    words = (each.choices for each in operator.parameters if each.name == option)
    return tuple({option: word} for word in next(words, ())[1:]) or ({},)


_STEPS = {1: (0,), 3: (-1, 0, 1)}
"""How much the stride of each axis is above that of the first problem's rows."""

CROPPED = 2
"""The number of the problem whose image is cropped where another one's is padded."""

NEGATIVE_AT_ITS_ENDS = 8
"""A seed from which a sequence and a volume are drawn whose edges are negative: what is read around them shows."""

PARTS = 3
"""What an option is that is a number: of groups of channels, or the step between taps."""


def _told(parameter: Parameter, sizes: Sizes, option: str, number: int, first: str) -> Value:
    """Return what a parameter is in a problem; the option has what is not usual.

    Where the option is the second of pairs, the first of them is the larger one now and then.
    """
    image, kernel, stride, padding = sizes
    match parameter.kind:
        case "shape":
            return (2 * PARTS, *kernel[1:]) if option else kernel
        case "taps":
            return kernel[2:]
        case "integer" if parameter.default is None:
            return min(kernel[2:])
        case "flag":
            return (parameter.name == option) != parameter.default
        case "per_axis" if parameter.negative:
            sign = -1 if number == CROPPED and not option else 1
            more = bool(parameter.follows)
            return tuple(sign * (1 + axis % 2 + more) for axis in range(len(image) - 2))
        case "per_axis" if not parameter.low and (
            not parameter.rare or parameter.name in (option, first)
        ):
            # What is told apart is not the same on both sides, more behind or more before.
            odd = 1 if parameter.follows else number % 2 * 2 * (parameter.name == first)
            return tuple((padding and padding + axis % 2) + odd for axis in range(len(image) - 2))
        case "per_axis" if "count" in parameter.fields:
            return tuple(n // 2 + 1 - (number == CROPPED) * (n // 3) for n in image[2:])
        case "per_axis" if not parameter.rare:
            return tuple(max(stride + step, 1) for step in _STEPS[len(image) - 2])
    return parameter.value(PARTS if parameter.name == option else None)
