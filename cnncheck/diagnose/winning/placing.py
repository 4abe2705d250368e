"""Where in the image the winner of a window is thought to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.diagnose.winning.choosing import Looked
    from cnncheck.operators.problem import Array, Problem

    Place = Callable[[Looked, Problem], Array]


def _there(looked: Looked, _: Problem) -> Array:
    return looked.place


def _at(looked: Looked, lines: list[Array]) -> Array:
    """Return the numbers of pixels in the image; -1 where there is no such pixel."""
    image = looked.X.shape[2:]
    inside = np.logical_and.reduce(
        [(line >= 0) & (line < side) for line, side in zip(lines, image, strict=True)]
    )
    flat = np.ravel_multi_index(
        tuple(np.clip(line, 0, side - 1) for line, side in zip(lines, image, strict=True)), image
    )
    return np.where(inside, flat, -1)


def _starting(looked: Looked) -> list[Array]:
    """Return (windows, 1) for each axis: where windows begin."""
    meshes = np.meshgrid(*(each.starts for each in looked.reaches), indexing="ij")
    return [mesh.reshape(-1, 1) for mesh in meshes]


def _numbers(looked: Looked) -> list[Array]:
    return [each.reshape(-1, 1) for each in np.indices(looked.counts)]


def _taps(looked: Looked) -> list[Array]:
    return [each.reshape(1, -1) for each in np.indices(looked.sides)]


def _split(width: Callable[[Looked, Problem], int]) -> Place:
    """Take the number of a tap apart by another width than the window's."""

    def place(looked: Looked, problem: Problem) -> Array:
        side = width(looked, problem)
        tap = np.arange(int(np.prod(looked.sides)))[None]
        if len(looked.sides) != 2 or side < 1:
            return np.full((len(looked.place), tap.size), -1)
        starts, steps = _starting(looked), [each.step for each in looked.reaches]
        offsets = tap // side, tap % side
        return _at(looked, [s + d * o for s, d, o in zip(starts, steps, offsets, strict=True)])

    return place


def _turned(looked: Looked, _: Problem) -> Array:
    starts, taps = _starting(looked), _taps(looked)
    return _at(
        looked, [s + e.step * t for s, e, t in zip(starts, looked.reaches, taps[::-1], strict=True)]
    )


def _by_columns(looked: Looked, _: Problem) -> Array:
    """Take the number of a tap apart as if columns came first."""
    if len(looked.sides) != 2:
        return np.full(looked.place.shape, -1)
    tap, rows = np.arange(int(np.prod(looked.sides)))[None], looked.sides[0]
    starts, steps = _starting(looked), [each.step for each in looked.reaches]
    return _at(
        looked,
        [s + d * o for s, d, o in zip(starts, steps, (tap % rows, tap // rows), strict=True)],
    )


def _unstrided(looked: Looked, _: Problem) -> Array:
    return _at(
        looked,
        [
            o + e.step * t
            for o, e, t in zip(_numbers(looked), looked.reaches, _taps(looked), strict=True)
        ],
    )


def _in_corner(looked: Looked, _: Problem) -> Array:
    return _at(
        looked,
        [
            0 * o + e.step * t
            for o, e, t in zip(_numbers(looked), looked.reaches, _taps(looked), strict=True)
        ],
    )


def _at_number(looked: Looked, _: Problem) -> Array:
    return _at(looked, [o + 0 * t for o, t in zip(_numbers(looked), _taps(looked), strict=True)])


def _at_start(looked: Looked, _: Problem) -> Array:
    return _at(looked, [o + 0 * t for o, t in zip(_starting(looked), _taps(looked), strict=True)])


def _side_by_side(looked: Looked, problem: Problem) -> Array:
    sides = problem.windows.kernel
    return _at(
        looked,
        [
            f * o + e.step * t
            for f, o, e, t in zip(
                sides, _numbers(looked), looked.reaches, _taps(looked), strict=True
            )
        ],
    )


def _flat_by_height(looked: Looked, _: Problem) -> Array:
    image = looked.X.shape[2:]
    if len(image) != 2:
        return np.full(looked.place.shape, -1)
    row, column = np.divmod(looked.place, image[1])
    flat = row * image[0] + column
    return np.where(flat < image[0] * image[1], flat, -1)


def _mirrored(axes: tuple[int, ...]) -> Place:
    def place(looked: Looked, _: Problem) -> Array:
        taps = [
            side - 1 - tap if axis - len(looked.sides) in axes else tap
            for axis, (tap, side) in enumerate(zip(_taps(looked), looked.sides, strict=True))
        ]
        return _at(
            looked,
            [
                s + e.step * t
                for s, e, t in zip(_starting(looked), looked.reaches, taps, strict=True)
            ],
        )

    return place


PLACES: tuple[tuple[str, Place], ...] = (
    ("", _there),
    ("row and column of the winner are exchanged within the window", _turned),
    ("the winner's number in the window is taken apart column by column", _by_columns),
    ("the winner's number in the window is taken apart by the stride, not by the window's width", _split(lambda _, p: p.windows.axes[-1].stride)),
    ("the winner's number in the window is taken apart by the window's height, not by its width", _split(lambda looked, _: looked.sides[0])),
    ("the winner's number in the window is taken apart by the width of the image", _split(lambda looked, _: looked.X.shape[-1])),
    ("the winner's number in the window is taken apart by the height of the image", _split(lambda looked, _: looked.X.shape[2])),
    ("the gradient of window (i, j) is written as if the window began at pixel (i, j)", _unstrided),
    ("all gradients are written as if their windows were the first one", _in_corner),
    ("the gradient of window (i, j) goes to pixel (i, j)", _at_number),
    ("the gradient of a window goes to its first pixel", _at_start),
    ("gradients are written as if the windows were side by side", _side_by_side),
    ("the place of a pixel in the flattened image is counted with its height as the length of a row", _flat_by_height),
    ("the winner is looked for in a window that is turned around", _mirrored((-1, -2, -3))),
    ("the winner is looked for in a window that is turned upside down", _mirrored((-2,))),
    ("the winner is looked for in a window whose columns are in the opposite order", _mirrored((-1,))),
)  # fmt: skip
"""Where the gradient of a window's winner goes; -1 where there is no such pixel."""
