"""Which taps of a window read which rows and columns of an image, for `depthwise`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cnncheck.layers.threads import ceil_div

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.layers._arguments import Geometry


class Term(NamedTuple):
    """Taps along one axis at regular steps, all of one phase of outputs and of one of pixels.

    Tap n of the `number` of `taps` reads, for output q of its phase, place ``q + first + n * step`` of the pixels
    of their phase, counted from the first that any tap reads.
    """

    output: int
    pixel: int
    taps: slice
    number: int
    first: int
    step: int


class Axis(NamedTuple):
    """One axis: `wanted` outputs of each phase, and the places of pixels that they read.

    Outputs are every `outputs`-th, and pixels every `pixels`-th; place 0 of phase i of the pixels is
    pixel ``pixels * first + i``. One of the two steps is 1.
    """

    outputs: int
    pixels: int
    wanted: int
    first: int
    size: int
    phases: tuple[int, ...]
    terms: tuple[Term, ...]

    @property
    def reach(self) -> int:
        """Places beyond the last output that its taps read."""
        return self.size - self.wanted


def forward(g: Geometry) -> tuple[Axis, Axis]:
    """Return how windows read pixels, down and across."""
    down = _axis(1, g.sh, g.OH, [(0, k, g.dh * k - g.ph) for k in range(g.KH)])
    return down, _axis(1, g.sw, g.OW, [(0, l, g.dw * l - g.pw) for l in range(g.KW)])


def backward_input(g: Geometry) -> tuple[Axis, Axis]:
    """Return how pixels read the windows that read them, down and across."""
    return (
        _turned(g.sh, g.ph, g.dh, g.KH, g.H),
        _turned(g.sw, g.pw, g.dw, g.KW, g.W),
    )


def _turned(stride: int, padding: int, dilation: int, kernel: int, length: int) -> Axis:
    reads = []
    for j in range(stride):
        at = ((tap, j + padding - dilation * tap) for tap in range(kernel))
        reads += [(j, tap, place // stride) for tap, place in at if place % stride == 0]
    return _axis(stride, 1, ceil_div(length, stride), reads)


def _axis(outputs: int, pixels: int, wanted: int, reads: Sequence[tuple[int, int, int]]) -> Axis:
    """Sort taps (phase of outputs, tap, pixel that output 0 reads) by phases."""
    groups: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for output, tap, at in reads:
        place, pixel = divmod(at, pixels)
        groups.setdefault((output, pixel), []).append((tap, place))
    places = [place for some in groups.values() for _, place in some]
    first = min(places)
    terms = []
    for (output, pixel), some in groups.items():
        (tap, place), (last, end), count = some[0], some[-1], len(some)
        every, step = (
            ((last - tap) // (count - 1), (end - place) // (count - 1)) if count > 1 else (1, 1)
        )
        terms.append(Term(output, pixel, slice(tap, last + 1, every), count, place - first, step))
    phases = tuple(sorted({term.pixel for term in terms}))
    return Axis(outputs, pixels, wanted, first, max(places) - first + wanted, phases, tuple(terms))
