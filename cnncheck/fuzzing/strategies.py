"""Any case of an operator, as a hypothesis strategy: what is simplest comes first everywhere."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from hypothesis import strategies as st

from cnncheck.cases.selection import answered_by, computed_by
from cnncheck.dialects import LAYERS
from cnncheck.dtypes import INTEGERS
from cnncheck.operators import OPERATORS
from cnncheck.operators.base import CHANNELS
from cnncheck.operators.case import Case, Layout, OutGrad, usual_fill
from cnncheck.operators.parameter import spatial_axes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.dialects import Dialect
    from cnncheck.operators import Operator
    from cnncheck.operators.case import Algorithm, Dtype, Fill
    from cnncheck.operators.parameter import Parameter, Value

    Draw = Callable[[st.SearchStrategy[Any]], Any]

FILE = "fuzz"

FILLS: tuple[Fill, ...] = ("integers", "ties", "normal", "uniform", "wide_integers", "nonfinite")

DTYPES: tuple[Dtype, ...] = ("float64", "float32")

LAYOUTS: tuple[Layout, ...] = tuple(each for each in get_args(Layout) if each != "broadcast")
"""Not those that make values alike."""

VOLUME = 3
"""Axes from which on sizes are smaller."""
MOST_TAPS = 6
"""Along one axis of a filter or a window."""

MOST_ABOVE = 4
"""How far a number for each axis, a stride or a padding, goes beyond the least it may be."""
MOST_BELOW = 2
"""How far below its plainest a number goes that may be negative."""

MOST_BY_CHANCE = 1
"""Up to so many axes have windows that tile the image often enough without being made to."""

TILING = 9
"""One of ten numbers, and not the plainest."""

ALONE = (False, False, False, True)
"""How often one image comes without N."""

FILTERS = "F"
"""The letter of the length of W that is its filters'."""

SELDOM = ("",) * 8
AT_MOST = 6
"""What all else is at most where one length is beyond 32, as one is seldom."""

# Mostly small, so that edges are met often; now and then beyond the length of a vector, or, with all
# else small, beyond two blocks of sixteen.
_LENGTHS = st.integers(1, 12) | st.integers(13, 24)
_OF_VOLUMES = st.integers(1, 8)
"""As three such lengths are multiplied, by as many taps, in loops that people write."""
_FILTERS = st.integers(1, 4) | st.integers(1, 4) | st.integers(1, 18)
_BEYOND = st.integers(33, 40)
_SEEDS = st.integers(0, 2**32 - 1)

# hypothesis looks at each strategy before it first draws from it, which takes longer than drawing.
_sampled_from = cache(st.sampled_from)


@cache
def _between(least: int, most: int, otherwise: int = 0) -> st.SearchStrategy[int]:
    """Return the numbers of a range, and another one where it is not 0."""
    few = st.integers(least, most)
    return few | st.just(otherwise) if otherwise else few


def cases_of(
    operator: str,
    dtypes: Sequence[Dtype] = (),
    algorithm: Algorithm | None = None,
    dialect: Dialect = LAYERS,
) -> st.SearchStrategy[Case]:
    """Return a strategy for cases that ask all passes of an operator.

    Parameters
    ----------
    operator : str
        ``zero_padding``, ``conv2d``, ``max_pool2d``.
    dtypes : sequence of str
        Only these; all where there are none.
    algorithm : str, optional
        Whose tolerance the cases have, in place of the usual one.
    dialect : Dialect, optional
        In which the cases can be asked.
    """
    asked = OPERATORS[operator]

    def makes_sense(case: Case) -> bool:
        return answered_by(case, algorithm) and not asked.geometry_faults(case)

    held = tuple(each for each in dtypes or DTYPES if asked.of_integers or each not in INTEGERS)
    drawn = _cases(asked, held, dialect).filter(makes_sense)
    return drawn.map(lambda case: computed_by(case, algorithm)) if algorithm else drawn


@st.composite
def _cases(draw: Draw, operator: Operator, dtypes: Sequence[Dtype], dialect: Dialect) -> Case:
    axes = spatial_axes(operator.rank)
    long = draw(_sampled_from((*SELDOM, CHANNELS, FILTERS, *axes[-2:])))
    N, C = draw(_between(1, 3)), draw(_between(1, 4))
    alone = draw(_sampled_from(ALONE)) and dialect.takes_one
    lengths = _LENGTHS if operator.rank < VOLUME else _OF_VOLUMES
    sizes = {CHANNELS: C, **{each: draw(lengths) for each in axes}}
    if long:  # drawn besides: to hypothesis fewer draws are simpler
        small = {each: min(size, AT_MOST) for each, size in sizes.items()}
        sizes = small | {long: draw(_BEYOND)}
    case = Case(
        file=FILE,
        name="drawn",
        operator=operator.name,
        passes=tuple(operator.passes),
        input=(1 if alone else N, *(sizes[each] for each in (CHANNELS, *axes))),
        parameters={each.name: each.least for each in operator.parameters},
        fill=draw(_sampled_from(FILLS)),
        dtype=draw(_sampled_from(dtypes)),
        layout=draw(_sampled_from(LAYOUTS)),
        unbatched=alone,
        seed=draw(_SEEDS),
    )
    if case.dtype in INTEGERS and not case.exact:
        case = case.but(fill=usual_fill(case.dtype))
    # Taps late: how many fit is known once there is padding.
    for parameter in sorted(
        operator.parameters,
        key=lambda each: (bool(each.follows), each.kind in ("shape", "taps", "integer")),
    ):
        case = case.but(
            **{parameter.name: _value(draw, parameter, case, operator, sizes.get(FILTERS))}
        )
    case = operator.agreeing(case)
    case = _made_fair(_made_sayable(case, operator, dialect), operator)
    case = case.but(passes=operator.passes_with(case.parameters))
    return case.but(out_grad=_out_grad(draw, case, operator)) if operator.differentiable else case


def _value(
    draw: Draw, parameter: Parameter, case: Case, operator: Operator, many: int | None
) -> Value:
    if parameter.kind == "flag":
        return bool(draw(st.booleans()))
    if parameter.kind == "choice":
        return str(draw(_sampled_from(parameter.choices)))
    if parameter.kind == "per_axis":
        numbers = (draw(_numbers(parameter, length)) for length in case.input[2:])
        drawn = _alike_or_not(draw, parameter, tuple(numbers))
        # All is drawn in either case: to hypothesis fewer draws are simpler.
        otherwise = draw(st.booleans())
        if parameter.rare and not otherwise:
            return parameter.value(None, operator.rank)
        follows = bool(parameter.follows) and otherwise and not parameter.rare
        return case.parameters[parameter.follows] if follows else drawn
    if parameter.kind == "count":
        parts = [each for each in range(1, case.input[1] + 1) if case.input[1] % each == 0]
        return int(draw(_sampled_from((1, *parts))))
    if parameter.kind == "integer" and parameter.negative:
        return int(draw(_numbers(parameter)))
    room = [(axis.padded - 1) // axis.dilation + 1 for axis in operator.windows(case).axes]
    taps: list[int] = [draw(_between(1, min(each, MOST_TAPS))) for each in room]
    if operator.rank > MOST_BY_CHANCE and draw(_between(0, 9)) == TILING:
        strides = operator.windows(case).axes
        taps = [min(each, axis.stride) for each, axis in zip(room, strides, strict=True)]
    if parameter.kind == "integer":
        return min(taps) - 1 + parameter.low
    if parameter.kind == "taps":
        return _alike_or_not(draw, parameter, tuple(taps))
    drawn, front = draw(_FILTERS), parameter.entries[: -len(taps)]
    return (*(case.input[1] if each == CHANNELS else many or drawn for each in front), *taps)


def _numbers(parameter: Parameter, length: int = 0) -> st.SearchStrategy[int]:
    least = parameter.low - MOST_BELOW if parameter.negative else parameter.low
    return _between(least, parameter.low + MOST_ABOVE, length if parameter.open else 0)


def _alike_or_not(draw: Draw, parameter: Parameter, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """Return numbers for the axes, half the time one for all where most layers have one."""
    if parameter.alike and not draw(st.booleans()):
        return (min(numbers),) * len(numbers)
    return numbers


def _usual(parameter: Parameter, case: Case) -> Value:
    """Return what holds where nothing is written: a default, or what another parameter is."""
    if parameter.follows:
        return case.parameters[parameter.follows]
    return parameter.value(None, parameter.rank)


def _made_sayable(case: Case, operator: Operator, dialect: Dialect) -> Case:
    """Put each parameter back to its default, or along all axes to one, that cannot be asked."""
    if not dialect.cannot(case, "forward"):
        return case
    plain = case
    free = [each for each in operator.parameters if not each.required]
    for each in free:
        plain = plain.but(**{each.name: _usual(each, plain)})
    for each in operator.parameters:
        value = case.parameters[each.name]
        if each.required and each.alike and isinstance(value, tuple):
            alike = {each.name: (min(value),) * len(value)}
            alike |= {other.name: alike[each.name] for other in free if other.follows == each.name}
            if dialect.cannot(plain, "forward") != dialect.cannot(plain.but(**alike), "forward"):
                case, plain = case.but(**{each.name: alike[each.name]}), plain.but(**alike)
    otherwise = dialect.cannot(plain, "forward")
    for each in free:
        if case.parameters[each.name] == plain.parameters[each.name]:
            continue
        drawn = plain.but(**{each.name: case.parameters[each.name]})
        if dialect.cannot(drawn, "forward") != otherwise:
            case = case.but(**{each.name: _usual(each, case)})
    return case


def _made_fair(case: Case, operator: Operator) -> Case:
    """Put one parameter after another back to its default, until right ways of computing agree.

    They are drawn all the same: to hypothesis fewer draws are simpler.
    """
    for parameter in operator.parameters:
        if operator.is_fair(case):
            break
        if not parameter.required:
            case = case.but(**{parameter.name: _usual(parameter, case)})
    return case


def _out_grad(draw: Draw, case: Case, operator: Operator) -> OutGrad:
    shape = None
    if operator.partial_gradient and draw(_sampled_from((False, False, True))):
        lengths = (draw(_between(1, max(count, 1))) for count in operator.windows(case).out)
        shape = (*case.input[:2], *lengths)
    return OutGrad(draw(_sampled_from(("random", "ones"))), shape)
