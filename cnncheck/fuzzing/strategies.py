"""Any case of an operator, as a hypothesis strategy: what is simplest comes first everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from cnncheck.cases.case import Case, OutGrad
from cnncheck.cases.selection import answered_by, computed_by
from cnncheck.operators import OPERATORS
from cnncheck.operators.base import out_length

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cnncheck.cases.case import Algorithm, Dtype, Fill

    Draw = Callable[[st.SearchStrategy[Any]], Any]

FILE = "fuzz"

FILLS: tuple[Fill, ...] = ("integers", "ties", "normal", "uniform", "wide_integers", "nonfinite")

# Mostly small, so that edges are met often; now and then beyond the length of a vector.
_LENGTHS = st.integers(1, 12) | st.integers(13, 24)
_PADDINGS = st.tuples(st.integers(0, 3), st.integers(0, 3))
_STRIDES = st.integers(1, 5)
_SEEDS = st.integers(0, 2**32 - 1)


def cases_of(
    operator: str, dtypes: Sequence[Dtype] = (), algorithm: Algorithm | None = None
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
    """

    def as_wanted(case: Case) -> Case:
        if dtypes and case.dtype not in dtypes:
            case = replace(case, dtype=dtypes[0])
        return case if algorithm is None else computed_by(case, algorithm)

    def makes_sense(case: Case) -> bool:
        return answered_by(case, algorithm) and not OPERATORS[operator].geometry_faults(case)

    return _DRAWN[operator]().filter(makes_sense).map(as_wanted)


@st.composite
def _padding(draw: Draw) -> Case:
    return _case(
        draw, "zero_padding", _image(draw), draw(st.sampled_from(FILLS)), padding=draw(_PADDINGS)
    )


@st.composite
def _convolution(draw: Draw) -> Case:
    _, C, H, W = image = _image(draw)
    ph, pw = padding = draw(_PADDINGS)
    KH = draw(st.integers(1, min(5, H + 2 * ph)))
    KW = draw(st.integers(1, min(5, W + 2 * pw)))
    fill = draw(st.sampled_from(FILLS))
    stride = (draw(_STRIDES), draw(_STRIDES))
    if fill == "nonfinite":
        # With a stride, right ways of computing dW multiply X by zeros, and 0 * inf is NaN in
        # those. Strides are drawn all the same: to hypothesis fewer draws are simpler.
        stride = (1, 1)
    return _case(
        draw,
        "conv2d",
        image,
        fill,
        filter=(draw(st.integers(1, 4)), C, KH, KW),
        stride=stride,
        padding=padding,
        out_grad=OutGrad(draw(st.sampled_from(("random", "ones")))),
    )


@st.composite
def _pooling(draw: Draw) -> Case:
    N, C, H, W = image = _image(draw)
    f, s = draw(st.integers(1, min(H, W, 6))), draw(_STRIDES)
    shape = None
    if draw(st.sampled_from((False, False, True))):
        rows = draw(st.integers(1, out_length(H, f, s)))
        shape = (N, C, rows, draw(st.integers(1, out_length(W, f, s))))
    return _case(
        draw,
        "max_pool2d",
        image,
        draw(st.sampled_from(FILLS)),
        window=f,
        stride=(s, s),
        out_grad=OutGrad(draw(st.sampled_from(("random", "ones"))), shape),
    )


def _image(draw: Draw) -> tuple[int, int, int, int]:
    N, C = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    return N, C, draw(_LENGTHS), draw(_LENGTHS)


def _case(
    draw: Draw,
    operator: str,
    image: tuple[int, int, int, int],
    fill: Fill,
    **geometry: Any,
) -> Case:
    return Case(
        file=FILE,
        name="drawn",
        operator=operator,
        passes=tuple(OPERATORS[operator].functions),
        input=image,
        fill=fill,
        dtype=draw(st.sampled_from(("float64", "float32"))),
        layout=draw(st.sampled_from(("C", "F", "strided"))),
        seed=draw(_SEEDS),
        **geometry,
    )


_DRAWN: dict[str, Callable[[], st.SearchStrategy[Case]]] = {
    "zero_padding": _padding,
    "conv2d": _convolution,
    "max_pool2d": _pooling,
}
