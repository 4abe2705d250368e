"""By which formula a wrong size was computed, and whether what there is of such a result is right.

The formulas are those of an axis, of which the right one says how many windows there are, how long the
image is, or how many taps a window has: whatever the result has an entry for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.diagnose.observing.observation import near
from cnncheck.diagnose.unnamed.shaping import shape_seen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from cnncheck.diagnose.observing.observation import Observation
    from cnncheck.operators.axis import Axis
    from cnncheck.operators.problem import Array, Problem

    Formula = Callable[[Axis, Axis], int]
    Formulas = Sequence[tuple[str, Formula]]


def _fitting(axis: Axis, *, room: int | None = None, by: int = 0, span: int = 0) -> int:
    """Return how many windows there would be with another room, another step, or another reach."""
    room = axis.padded if room is None else room
    return (room - (span or axis.span)) // (by or axis.stride) + 1


def _up(number: int, by: int) -> int:
    return -(-number // by)


def _reach(axis: Axis) -> int:
    """Return from the first pixel of the first window to the last one of the last."""
    return axis.stride * (axis.count - 1) + axis.span


COUNTS: Formulas = (
    ("that of the image itself", lambda a, _: a.length),
    ("that of the padded image", lambda a, _: a.padded),
    ("computed without the padding", lambda a, _: _fitting(a, room=a.length)),
    ("computed with the padding once, not on both sides", lambda a, _: _fitting(a, room=a.length + a.before)),
    ("computed with twice the padding", lambda a, _: _fitting(a, room=2 * a.padded - a.length)),
    ("rounded up, not down", lambda a, _: _up(a.padded - a.span, a.stride) + 1),
    ("rounded down in spite of ceil_mode", lambda a, _: _fitting(a)),
    ("one too small, as if the + 1 were forgotten", lambda a, _: a.count - 1),
    ("one too large", lambda a, _: a.count + 1),
    ("computed as if the stride were 1", lambda a, _: _fitting(a, by=1)),
    ("computed with the window's size for the stride", lambda a, _: _fitting(a, by=a.kernel)),
    ("that of the padded image divided by the stride, rounded down", lambda a, _: a.padded // a.stride),
    ("that of the padded image divided by the stride, rounded up", lambda a, _: _up(a.padded, a.stride)),
    ("that of the image divided by the stride, rounded down", lambda a, _: a.length // a.stride),
    ("that of the image divided by the stride, rounded up", lambda a, _: _up(a.length, a.stride)),
    ("computed without the dilation", lambda a, _: _fitting(a, span=a.kernel)),
    ("computed with the other direction's stride", lambda a, b: _fitting(a, by=b.stride)),
    ("computed with the other direction's padding", lambda a, b: _fitting(a, room=a.length + b.before + b.after)),
    ("computed with the other direction's side of the window", lambda a, b: _fitting(a, span=b.span)),
    ("computed from the other direction's length of the image", lambda a, b: _fitting(a, room=b.length + a.before + a.after)),
    ("that of the other direction", lambda _, b: b.count),
    ("that of the window", lambda a, _: a.kernel),
    ("always 1", lambda *_: 1),
)  # fmt: skip
"""What follows "the size of the result is" where it has an entry for each window."""

LENGTHS: Formulas = (
    ("that of the image with its padding: nothing is cut off", lambda a, _: a.padded),
    ("what the windows reach, without what is left over behind the last one", lambda a, _: _reach(a)),
    ("what the windows reach less the padding, without what is left over behind the last one", lambda a, _: _reach(a) - a.before - a.after),
    ("that of the image less the padding", lambda a, _: a.length - a.before - a.after),
    ("that of the gradient", lambda a, _: a.count),
    ("that of the gradient times the stride", lambda a, _: a.count * a.stride),
    ("one too small", lambda a, _: a.length - 1),
    ("one too large", lambda a, _: a.length + 1),
    ("that of the other direction", lambda _, b: b.length),
    ("that of the window", lambda a, _: a.kernel),
)  # fmt: skip
"""The same where it has an entry for each pixel of the image."""

MADE: Formulas = (
    ("computed without output_padding", lambda a, _: _reach(a) - a.before - a.after),
    ("that before the padding is cut off", lambda a, _: a.padded),
    ("that before the padding is cut off, without output_padding", lambda a, _: _reach(a)),
    ("computed with the padding once, not on both sides", lambda a, _: a.padded - a.before),
    ("that of the input", lambda a, _: a.count),
    ("that of the input times the stride", lambda a, _: a.count * a.stride),
    ("computed without the dilation", lambda a, _: a.length - a.span + a.kernel),
    ("computed as if the stride were 1", lambda a, _: a.length - (a.stride - 1) * (a.count - 1)),
    ("one too small", lambda a, _: a.length - 1),
    ("one too large", lambda a, _: a.length + 1),
    ("that of the other direction", lambda _, b: b.length),
)  # fmt: skip
"""The same where windows lie in the result, as in that of a transposed convolution."""

TAPS: Formulas = (
    ("what the strides leave of the image, with what is left over behind the last window", lambda a, _: a.padded - a.stride * (a.count - 1)),
    ("that of the gradient", lambda a, _: a.count),
    ("that of the image", lambda a, _: a.length),
    ("that of the filter with its dilation", lambda a, _: a.span),
    ("that of the other direction", lambda _, b: b.kernel),
    ("one too small", lambda a, _: a.kernel - 1),
    ("one too large", lambda a, _: a.kernel + 1),
)  # fmt: skip
"""The same where it has an entry for each tap."""


def sizes_in_words(seen: Sequence[Observation]) -> str:
    """Say by which formula the sizes of all answers are computed; empty where none fits all.

    Parameters
    ----------
    seen : sequence of Observation
        Of one function, failing and passing.
    """
    there = [each for each in seen if each.reply.value is not None]
    wrong = [each for each in there if shape_seen(each) != each.truth.shape]
    if not wrong or any(_is_otherwise(each) for each in there):
        return ""
    formulas = _formulas(there[0].problem)
    rank = len(there[0].problem.windows.axes)
    names = there[0].problem.entries[2:]
    if not formulas or any(axis.spans for each in there for axis in each.problem.windows.axes):
        return ""
    off = [
        at
        for at in range(rank)
        if any(shape_seen(e)[2 + at] != e.truth.shape[2 + at] for e in wrong)
    ]
    fits = {at: dict(_fits(formulas, there, at)) for at in off}
    if not all(fits.values()):
        return ""
    alike = [text for text in fits[off[0]] if all(text in fits[at] for at in off)]
    if alike and (len(off) == rank or rank == 1):
        told = f"the size of the result is {alike[0]}"
    else:
        told = " and ".join(f"the number of {names[at]}s is {next(iter(fits[at]))}" for at in off)
    return f"{told}; {_of_what_is_there(wrong)}"


def _formulas(problem: Problem) -> Formulas:
    """Return the formulas of what the result has entries for; none where that is something else."""
    made = problem.roles[0] != "X"
    kinds: dict[str, tuple[Formulas, Formulas]] = {
        "out": (COUNTS, MADE), "dX": (LENGTHS, COUNTS), "dW": (TAPS, TAPS)
    }  # fmt: skip
    return kinds[problem.result][made] if problem.result in kinds else ()


def _fits(formulas: Formulas, seen: Sequence[Observation], at: int) -> Iterator[tuple[str, bool]]:
    """Yield the formulas by which all answers have their length along an axis."""
    for text, formula in formulas:
        if "other direction" in text and len(seen[0].problem.windows.axes) != 2:
            continue
        if all(shape_seen(each)[2 + at] == _length(formula, each, at) for each in seen):
            yield text, True


def _length(formula: Formula, seen: Observation, at: int) -> int:
    axes = seen.problem.windows.axes
    return max(formula(axes[at], axes[at - 1] if len(axes) == 2 else axes[at]), 0)


def _is_otherwise(seen: Observation) -> bool:
    """Whether it is more than the spatial lengths that are wrong."""
    shape, due = shape_seen(seen), seen.truth.shape
    return len(shape) != len(due) or shape[:2] != due[:2]


def _of_what_is_there(wrong: Sequence[Observation]) -> str:
    """Say whether what such answers have in common with the right ones is right."""
    finite = [each for each in wrong if each.is_finite and 0 not in _common(each)]
    if not finite:
        return "nothing of it can be compared"
    if all(_is_right(each, _first) for each in finite):
        return "what there is of it is right"
    if all(_is_right(each, _last) for each in finite):
        return "what there is of it is right, counted from its end"
    return "its values are wrong, too"


def _is_right(seen: Observation, part: Callable[[Array, tuple[int, ...]], Array]) -> bool:
    value = seen.reply.value
    assert value is not None
    common = _common(seen)
    return near(part(value, common), part(seen.truth, common), part(seen.allowed, common))


def _common(seen: Observation) -> tuple[int, ...]:
    return tuple(map(min, shape_seen(seen), seen.truth.shape))


def _first(array: Array, shape: tuple[int, ...]) -> Array:
    return array[tuple(slice(length) for length in shape)]


def _last(array: Array, shape: tuple[int, ...]) -> Array:
    return array[
        tuple(slice(n - length, None) for n, length in zip(array.shape, shape, strict=True))
    ]
