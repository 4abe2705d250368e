"""Laws that every right implementation obeys: checks that need no right answer from elsewhere.

All are held in exact integers. They settle which side is wrong where two references disagree, and
they hold a reference itself to account.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.diagnose.small_problems.small import nested, shapes_of
from cnncheck.dialects import LAYERS
from cnncheck.operators import OPERATORS
from cnncheck.operators.case import OutGrad
from cnncheck.operators.relation import zero_padded

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.calls import Reply
    from cnncheck.operators.case import Case
    from cnncheck.operators.function import Function
    from cnncheck.operators.problem import Array, Problem

    Ask = Callable[[Problem], Reply]

BOUND = 9
"""Values are integers up to this, so that a person can follow them."""


class _NoAnswerError(Exception):
    """A call that an oracle needs came back without a value of the right shape."""


def adjoint_identity(ask: Ask, case: Case) -> str | None:
    """Check <conv(X, W), G> = <X, backward_input(G, W)> = <W, backward_filter(G, X)>.

    Parameters
    ----------
    ask : callable
        Puts a problem to whoever is checked.
    case : Case
        Of a convolution; only its sizes, dtype and seed are used.

    Returns
    -------
    str or None
        What does not hold, in one sentence.

    Notes
    -----
    The three products are one and the same sum. A kernel flipped in all three passes satisfies the
    identity too; `delta_kernel` finds that.
    """
    arrays = _drawn(case)
    asked = _with_values(case, arrays)
    factors = {**arrays, "X": zero_padded(arrays["X"], OPERATORS[case.operator].windows(case))}
    try:
        products = {
            function.name: _dot(_answer(ask, asked, pass_name), factors[_left_out(function)])
            for pass_name, function in OPERATORS[case.operator].passes.items()
            if len(function.linear) > 1
        }
    except _NoAnswerError as error:
        return str(error)
    if len(set(products.values())) == 1:
        return None
    told = ", ".join(f"{value} by {name}" for name, value in products.items())
    odd = [n for n, v in products.items() if list(products.values()).count(v) == 1]
    blame = f"; {odd[0]} disagrees with the other two" if len(odd) == 1 else ""
    return f"the same sum of products comes out as {told}{blame}"


def linearity(ask: Ask, case: Case, pass_name: str = "forward") -> str | None:
    """Check f(A + B) = f(A) + f(B) in the array that a pass of a convolution is linear in.

    Parameters
    ----------
    ask, case
        As for `adjoint_identity`.
    pass_name : str, optional
        ``forward`` (linear in X), ``backward_filter`` or ``backward_input`` (in out_grad).
    """
    name = "X" if pass_name == "forward" else "out_grad"
    arrays = _drawn(case)
    first, second = arrays[name], _drawn(replace(case, seed=case.seed + 1))[name]
    try:
        parts = [
            _answer(ask, _with_values(case, {**arrays, name: array}), pass_name)
            for array in (first, second, first + second)
        ]
    except _NoAnswerError as error:
        return str(error)
    wrong = np.argwhere(parts[0] + parts[1] != parts[2])
    if not len(wrong):
        return None
    at = tuple(wrong[0])
    return (
        f"{_function(case, pass_name)} is not linear in {name}: at {_index(at)} the results for two "
        f"arrays add up to {parts[0][at] + parts[1][at]:g}, for their sum it is {parts[2][at]:g}"
    )


def delta_kernel(ask: Ask, case: Case) -> str | None:
    """Check that a kernel with a single 1 returns the pixels that this tap reads.

    Parameters
    ----------
    ask, case
        As for `adjoint_identity`.
    """
    arrays = _drawn(case)
    windows = OPERATORS[case.operator].windows(case)
    read = windows.read(arrays["X"])[:, 0]
    for tap in np.ndindex(*windows.kernel):
        W = np.zeros_like(arrays["W"])
        W[(0, 0, *tap)] = 1
        try:
            out = _answer(ask, _with_values(case, {**arrays, "W": W}), "forward")
        except _NoAnswerError as error:
            return str(error)
        if not np.array_equal(out[:, 0], read[(..., *tap)]):
            return (
                f"with a kernel that is 1 at tap {_index(tap)} and 0 elsewhere, "
                f"{_function(case, 'forward')} does not return the pixels under that tap"
            )
    return None


def shift_equivariance(ask: Ask, case: Case) -> str | None:
    """Check that leaving out the first stride of an image leaves out the first line of the result.

    Parameters
    ----------
    ask : callable
    case : Case
        Of a convolution or a pooling, with at least two output rows or columns. Its padding is left out.
    """
    case = _without_padding(case)
    operator, arrays = OPERATORS[case.operator], _drawn(case)
    try:
        whole = _answer(ask, _with_values(case, arrays), "forward")
        steps = (axis.stride for axis in operator.windows(case).axes)
        for axis, step in enumerate(steps, start=2):
            if whole.shape[axis] < 2:
                continue
            X = np.take(arrays["X"], np.arange(step, arrays["X"].shape[axis]), axis)
            moved = _answer(ask, _with_values(case, {**arrays, "X": X}), "forward")
            if not np.array_equal(moved, np.take(whole, np.arange(1, whole.shape[axis]), axis)):
                lines = f"{operator.entries('forward')[axis]}s"
                return (
                    f"{_function(case, 'forward')} without the first {step} {lines} of X is not the "
                    f"former result without its first of the {lines}"
                )
    except _NoAnswerError as error:
        return str(error)
    return None


def pool_finite_differences(ask: Ask, case: Case) -> str | None:
    """Check the gradient of a maximum against differences of maxima, in integers.

    Parameters
    ----------
    ask : callable
    case : Case
        Of a pooling by maxima.

    Notes
    -----
    All values are different even numbers. Raised by 1, a pixel wins where it won before and
    nowhere else, so sum(out_grad * (pool(X + e) - pool(X))) is the gradient at e, without any
    limit.
    """
    stream, size = np.random.RandomState(case.seed), math.prod(case.input)
    X = 2 * stream.permutation(size).reshape(case.input) - size
    grad = shapes_of(case, gradient=True)["out_grad"]
    G = stream.randint(1, BOUND + 1, size=grad)
    asked = _with_values(case, {"X": X, "out_grad": G})
    try:
        dX = _answer(ask, asked, "backward")
        before = _answer(ask, asked, "forward")
        for at in np.ndindex(*case.input):
            raised = X.copy()
            raised[at] += 1
            moved = _with_values(case, {"X": raised, "out_grad": G})
            change = _answer(ask, moved, "forward") - before
            due = _dot(change[tuple(map(slice, grad))], G)
            if dX[at] != due:
                return (
                    f"dX{_index(at)} is {dX[at]:g}, but raising that pixel by 1 changes the pooled "
                    f"output, weighted by {_word(case, 'out_grad')}, by {due}"
                )
    except _NoAnswerError as error:
        return str(error)
    return None


# --- drawing and asking ------------------------------------------------------------------------


def _drawn(case: Case) -> dict[str, Array]:
    """Return arrays of small integers for a case, the gradient of its whole output among them.

    What is only added is left out.
    """
    stream = np.random.RandomState(case.seed)
    shapes = shapes_of(_without_added(case).but(out_grad=OutGrad()), gradient=True)
    return {
        name: stream.randint(-BOUND, BOUND + 1, size=shape).astype(np.float64)
        for name, shape in shapes.items()
    }


def _with_values(case: Case, arrays: dict[str, Array]) -> Case:
    G = arrays["out_grad"].shape
    partial = OPERATORS[case.operator].partial_gradient
    return _without_added(case).but(
        input=arrays["X"].shape,
        out_grad=OutGrad("random", G) if partial else OutGrad(),
        fill="integers",
        layout="C",
        values={name: nested(array) for name, array in arrays.items()},
        expect=None,
    )


def _without_added(case: Case) -> Case:
    flags = [each.name for each in OPERATORS[case.operator].parameters if each.kind == "flag"]
    return case.but(parameters={**case.parameters, **dict.fromkeys(flags, False)})


def _without_padding(case: Case) -> Case:
    around = [each for each in OPERATORS[case.operator].parameters if each.pads]
    none = {each.name: each.value(0) for each in around}
    return case.but(parameters={**case.parameters, **none})


def _left_out(function: Function) -> str:
    """Return the array that the sum of products is compared with: the one that is no factor."""
    return next(name for name in ("out_grad", "X", "W") if name not in function.linear)


def _answer(ask: Ask, case: Case, pass_name: str) -> Array:
    problem = next(LAYERS.problems(case, pass_name, draws=1))
    reply = ask(problem)
    if reply.value is None:
        raise _NoAnswerError(reply.message or f"{problem.function} gave no answer")
    if reply.value.shape != problem.out_shape:
        raise _NoAnswerError(
            f"{problem.function} returned shape {reply.value.shape}, expected {problem.out_shape}"
        )
    return reply.value.astype(np.float64)


def _word(case: Case, name: str) -> str:
    """Return what people call an argument of the backward pass."""
    problem = next(LAYERS.problems(case, "backward", draws=1))
    return LAYERS.word(problem, name)


def _dot(a: Array, b: Array) -> int:
    return int((a * b).sum())


def _function(case: Case, pass_name: str) -> str:
    return OPERATORS[case.operator].functions[pass_name]


def _index(at: tuple[int, ...]) -> str:
    return "[" + ",".join(str(int(i)) for i in at) + "]"
