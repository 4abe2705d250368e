"""Traits that a case can have: of its geometry, of its values, of how they lie in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cnncheck.audit.case_sizes import Sizes
    from cnncheck.operators import Operator

    Has = Callable[[Sizes], bool]


def traits_of(operator: Operator, passes: set[str], told: set[str]) -> list[tuple[str, Has]]:
    """Return the traits that cases of an operator can have, each with what says so.

    Parameters
    ----------
    operator : Operator
    passes : set of str
        Those that are asked.
    told : set of str
        The parameters that any case has in a value which most layers do not have.
    """
    kinds = {
        each.kind for each in operator.parameters if each.kind != "integer" or not each.negative
    }
    planes = operator.rank > 1
    traits = [*_PLANES * planes, *_SHAPES]
    if kinds & {"shape", "taps", "integer"}:
        traits += [*_WINDOWS, *_WINDOWS_IN_PLANES * planes]
        if operator.roles[0] == "X":  # an output is as long as its windows reach
            traits += [*_LEFTOVERS, *_LEFTOVERS_IN_PLANES * planes]
    if "shape" in kinds:
        traits += [*_FILTERS, *_FILTERS_IN_PLANES * planes]
    if "taps" in kinds:
        traits += _POOLS
    traits += _SHARES * any("count" in each.fields for each in operator.parameters)
    if any(each.picks for each in operator.passes.values()):
        traits += _PICKS
    padding = (each for each in operator.parameters if each.kind == "per_axis" and each.low == 0)
    if any(not each.rare or each.name in told for each in padding):
        traits += [*_PADDINGS, *_PADDINGS_IN_PLANES * planes]
        if "shape" in kinds and operator.roles[0] == "X":
            traits += _PADDINGS_OF_FILTERS
    if any(operator.passes[name].gradient for name in passes):
        traits += _GRADIENTS
        if operator.partial_gradient:
            traits += _PARTIAL_GRADIENTS
    if operator.differentiable:  # else values are only moved, and so exact with every fill
        traits += _LANES
    flags = [each.name for each in operator.parameters if each.kind == "flag" and each.array]
    traits += [_telling(flag) for flag in flags if flag in told]
    for each in operator.parameters:
        if each.paired and each.name in told:
            traits += _sided(each.follows, each.name)
    return [*traits, *_VALUES]


def _sided(before: str, behind: str) -> tuple[tuple[str, Has], ...]:
    def compared(sizes: Sizes) -> list[int]:
        told: Mapping[str, Any] = sizes.case.parameters
        return [a - b for a, b in zip(told[before], told[behind], strict=True)]

    return (
        (f"more {before} before an image than behind it", lambda sizes: max(compared(sizes)) > 0),
        (f"more {before} behind an image than before it", lambda sizes: min(compared(sizes)) < 0),
    )


def _telling(flag: str) -> tuple[str, Has]:
    def has(sizes: Sizes) -> bool:
        lengths = (*sizes.channels, *sizes.windows.out)
        return sizes.case.parameters[flag] is True and len(set(lengths)) == len(lengths)

    return f"a {flag} where N, C, F, OH and OW are all different", has


def _smaller_gradient(sizes: Sizes) -> bool:
    shape = sizes.case.out_grad.shape
    return shape is not None and shape[2:] != sizes.windows.out


def _uneven(lengths: Sequence[int]) -> bool:
    return len(set(lengths)) > 1


def _paddings(sizes: Sizes) -> list[int]:
    return [axis.before + axis.after for axis in sizes.windows.axes]


BLOCKS = (16, 32)
"""Lengths of vectors, and of blocks, behind whose end other code may compute the rest."""


def _beyond(what: str, length: Callable[[Sizes], int]) -> tuple[tuple[str, Has], ...]:
    """Return the traits of a length that is not done with one block of each length."""

    def of(block: int) -> tuple[str, Has]:
        return f"more than {block} {what}", lambda sizes: length(sizes) > block

    return tuple(map(of, BLOCKS))


_PLANES: tuple[tuple[str, Has], ...] = (
    ("an image that is not square, H != W", lambda s: _uneven(s.windows.image[-2:])),
    ("a square image, H = W", lambda s: not _uneven(s.windows.image[-2:])),
    *_beyond("rows of the output", lambda s: s.out[-2]),
)


_SHAPES: tuple[tuple[str, Has], ...] = (
    (
        "N, C and F all different, so that none can stand in for another",
        lambda s: len(set(s.channels)) == len(s.channels),
    ),
    ("two of N, C and F equal", lambda s: len(set(s.channels)) < len(s.channels)),
    ("several images, N > 1", lambda s: s.channels[0] > 1),
    ("a single image, N = 1", lambda s: s.channels[0] == 1),
    ("several channels, C > 1", lambda s: s.channels[1] > 1),
    (
        "several images of a single channel, N > 1 with C = 1",
        lambda s: s.channels[0] > 1 and s.channels[1] == 1,
    ),
    ("a third image, N > 2", lambda s: s.channels[0] > 2),
    *_beyond("channels", lambda s: s.channels[1]),
    *_beyond("columns of the output", lambda s: s.out[-1]),
)


_LEFTOVERS: tuple[tuple[str, Has], ...] = (
    ("columns left over beside the last window", lambda s: s.windows.axes[-1].left > 0),
)


_LEFTOVERS_IN_PLANES: tuple[tuple[str, Has], ...] = (
    ("rows left over below the last window", lambda s: s.windows.axes[-2].left > 0),
)


_WINDOWS: tuple[tuple[str, Has], ...] = (
    (
        "stride larger than the kernel, so that pixels are skipped",
        lambda s: any(axis.skips for axis in s.windows.axes),
    ),
    (
        "stride equal to the kernel, so that windows tile the image",
        lambda s: all(axis.tiles for axis in s.windows.axes) and max(s.windows.kernel) > 1,
    ),
    (
        "stride smaller than the kernel, so that windows overlap",
        lambda s: any(axis.overlaps for axis in s.windows.axes),
    ),
    ("stride larger than 1", lambda s: any(axis.stride > 1 for axis in s.windows.axes)),
    ("stride 1", lambda s: all(axis.stride == 1 for axis in s.windows.axes)),
    (
        "nothing left over on either axis",
        lambda s: not any(axis.left for axis in s.windows.axes),
    ),
    ("an output of one column, OW = 1", lambda s: s.windows.out[-1] == 1),
    ("a kernel of one pixel", lambda s: max(s.windows.kernel) == 1),
)


_WINDOWS_IN_PLANES: tuple[tuple[str, Has], ...] = (
    ("an output of one row, OH = 1", lambda s: s.windows.out[-2] == 1),
    ("an output that is not square, OH != OW", lambda s: _uneven(s.windows.out[-2:])),
)


_FILTERS_IN_PLANES: tuple[tuple[str, Has], ...] = (
    ("a filter that is not square, KH != KW", lambda s: _uneven(s.windows.kernel[-2:])),
    (
        "different strides down and to the right",
        lambda s: _uneven([axis.stride for axis in s.windows.axes[-2:]]),
    ),
)


_FILTERS: tuple[tuple[str, Has], ...] = (
    ("a filter as large as the image", lambda s: s.windows.kernel == s.windows.image),
    ("several filters, F > 1", lambda s: s.channels[-1] > 1),
    (
        "a single filter over several images, F = 1 with N > 1",
        lambda s: s.channels[-1] == 1 and s.channels[0] > 1,
    ),
    ("more than 8 filters", lambda s: s.channels[-1] > 8),
    *_beyond("filters", lambda s: s.channels[-1]),
    (
        "a filter that is all zeros beside one that is not (fill: ties)",
        lambda s: s.case.fill == "ties" and s.channels[-1] > 1,
    ),
)


_PADDINGS_OF_FILTERS: tuple[tuple[str, Has], ...] = (
    (
        "padding as wide as the filter, so that windows read nothing of the image",
        lambda s: any(max(a.before, a.after) >= a.span for a in s.windows.axes),
    ),
)

_PADDINGS: tuple[tuple[str, Has], ...] = (
    ("padding 0", lambda s: max(_paddings(s)) == 0),
    ("padding on both axes", lambda s: min(_paddings(s)) > 0),
)


_PADDINGS_IN_PLANES: tuple[tuple[str, Has], ...] = (
    ("different padding down and to the right", lambda s: _uneven(_paddings(s)[-2:])),
    ("padding on one axis only", lambda s: min(_paddings(s)) == 0 < max(_paddings(s))),
)


_POOLS: tuple[tuple[str, Has], ...] = (
    ("a window as large as the image", lambda s: s.windows.kernel == s.windows.image),
)


_SHARES: tuple[tuple[str, Has], ...] = (
    (
        "windows of different lengths, O not a divisor of L",
        lambda s: any(a.length % a.count for a in s.windows.axes),
    ),
    (
        "windows side by side, O a divisor of L",
        lambda s: all(a.tiles for a in s.windows.axes) and max(s.windows.kernel) > 1,
    ),
    ("windows that overlap", lambda s: any(a.overlaps for a in s.windows.axes)),
    ("an output larger than the image", lambda s: any(a.count > a.length for a in s.windows.axes)),
    ("an output of one pixel", lambda s: set(s.windows.out) == {1}),
    ("an output of the image's own size", lambda s: s.windows.out == s.windows.image),
)


_PICKS: tuple[tuple[str, Has], ...] = (
    ("ties within a window (fill: ties)", lambda s: s.case.fill == "ties"),
)


_GRADIENTS: tuple[tuple[str, Has], ...] = (
    (
        "a gradient whose values differ (out_grad: random)",
        lambda s: s.case.out_grad.values == "random",
    ),
)


_PARTIAL_GRADIENTS: tuple[tuple[str, Has], ...] = (
    ("a gradient smaller than the pooled output", _smaller_gradient),
)


_LANES: tuple[tuple[str, Has], ...] = (
    ("the exact lane (fill: integers, wide_integers or ties)", lambda s: s.case.exact),
    ("the real lane (fill: uniform or normal)", lambda s: s.case.fill in ("uniform", "normal")),
)


_VALUES: tuple[tuple[str, Has], ...] = (
    ("float64", lambda s: s.case.dtype == "float64"),
    ("float32", lambda s: s.case.dtype == "float32"),
    ("values below zero", lambda s: s.case.fill != "uniform" or s.case.values is not None),
    (
        "integers too wide for a narrower dtype (fill: wide_integers)",
        lambda s: s.case.fill == "wide_integers",
    ),
    ("NaN and infinities (fill: nonfinite)", lambda s: s.case.fill == "nonfinite"),
    (
        "NaN in each of several channels (fill: nonfinite)",
        lambda s: s.case.fill == "nonfinite" and s.channels[1] > 1 and "forward" in s.case.passes,
    ),
    ("arrays in Fortran order (layout: F)", lambda s: s.case.layout == "F"),
    ("views with gaps in memory (layout: strided)", lambda s: s.case.layout == "strided"),
)
