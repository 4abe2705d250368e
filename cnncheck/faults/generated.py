"""Faults that are made and not listed: those of every loop, option, tap and axis of a function.

They are many, and told in plainer words than those of the catalogue; so they are tried where none
of the catalogue explains everything, and beside those that explain a part.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cnncheck.faults.catalogue import declared, faults_of
from cnncheck.faults.declaring.passes import faults_in, pass_of
from cnncheck.faults.declaring.table import listed
from cnncheck.faults.in_answers.entries import entry_faults
from cnncheck.faults.in_answers.exchanging import exchange_faults
from cnncheck.faults.in_loops.adding import bias_faults
from cnncheck.faults.in_loops.going_over import empty_slices, going_over_faults
from cnncheck.faults.in_loops.looping import loop_faults
from cnncheck.faults.in_options.dilation import size_along_one_axis
from cnncheck.faults.in_options.guarding import guard_faults, inside_faults
from cnncheck.faults.in_options.option_mistakes import AROUND, SPREAD, STEPS, sides_and
from cnncheck.faults.in_options.output_sizes import size_faults
from cnncheck.faults.in_options.thinning import thinning_faults
from cnncheck.faults.in_options.turning_axes import plane_options, turned_axes
from cnncheck.faults.in_options.wrong_options import OF_MAXIMA, OF_WINNERS, at_edges, option_faults
from cnncheck.faults.in_places.addressing import address_faults
from cnncheck.faults.in_places.columns import ordered_columns
from cnncheck.faults.in_places.mixing import mixed_faults
from cnncheck.faults.in_places.reading import (
    crop_faults,
    fit_faults,
    spread_faults,
    tap_faults,
    tile_faults,
)
from cnncheck.faults.in_places.tiled import column_faults, view_faults
from cnncheck.faults.in_places.transforms import around_faults, transform_faults
from cnncheck.faults.in_places.uncut import uncut_faults
from cnncheck.faults.in_pools.areas import division_faults
from cnncheck.faults.parts.lifting import is_of_images, sibling
from cnncheck.faults.parts.loops import of_volumes
from cnncheck.faults.ranks import moved
from cnncheck.operators import FUNCTIONS
from cnncheck.operators.common_parameters import DILATION

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.faults.declaring.passes import PassFaults
    from cnncheck.faults.declaring.table import Row
    from cnncheck.operators import Operator

FLAT = 2
"""Axes of an image up to which loops are written down."""


@cache
def generated(function: str) -> tuple[Fault, ...]:
    """Return the faults that are made for a function; none where nothing is known of its kind.

    Parameters
    ----------
    function : str
    """
    if function not in FUNCTIONS:
        return ()
    operator, pass_name = pass_of(function)
    its = faults_in(operator.name, pass_name)
    images = operator if is_of_images(operator) else sibling(operator, 2)
    if its is None or images is None:
        return ()
    rows = [*its.made()] if its.made and operator.rank <= FLAT else []
    rows += _rows(images, pass_name, its)
    if operator.rank > FLAT:
        rows += loop_faults([*of_volumes(its.loops)], runs=True)
        if operator.steps and not images.passes[pass_name].axes:
            counts = _counts(operator, pass_name)
            rows += turned_axes(operator, counts=counts)
            told = {each.name for each in operator.parameters}
            rows += plane_options({"stride": STEPS}, counts=counts)
            for option, its_mistakes in (("padding", AROUND), ("dilation", SPREAD)):
                if option in told:
                    rows += listed(
                        plane_options({option: its_mistakes}, counts=counts), option=option
                    )
    of_images = images.functions[pass_name]
    known = {each.sentence for each in faults_of(of_images)}
    made = tuple(each for each in declared(its, of_images, rows) if each.sentence not in known)
    return made if operator is images else tuple(moved(made, operator, pass_name))


def _rows(operator: Operator, pass_name: str, its: PassFaults) -> Iterator[Row]:
    """Yield what follows from the operator's parameters, and from what the pass reads."""
    function = operator.passes[pass_name]
    yield from entry_faults(operator, pass_name)
    if not function.axes:
        yield from _of_windows(operator, pass_name, its)
        yield from listed(_of_padding(operator, pass_name), option="padding")
    if function.gradient:
        yield from exchange_faults(operator, pass_name)
    if function.added:
        yield from listed(bias_faults(operator), option="bias")


def _of_windows(operator: Operator, pass_name: str, its: PassFaults) -> Iterator[Row]:
    """Yield the faults of windows: their size, their steps, their taps."""
    told = {each.name for each in operator.parameters}
    if not operator.steps:
        return
    counts, sends = _counts(operator, pass_name), _sends(operator, pass_name)
    mistakes = {"stride": STEPS}
    sums = operator.multiplies or "divisor" in told
    yield from option_faults(
        mistakes | ({"window size": sides_and("stride")} if "window" in told else {}),
        counts=counts,
        of_nothing=() if sums else OF_MAXIMA if counts else OF_WINNERS,
    )
    if "dilation" in told:
        yield from listed(option_faults({"dilation": SPREAD}, counts=counts), option="dilation")
        if counts:
            yield from size_along_one_axis(DILATION)
    yield from tap_faults(counts=counts)
    if not counts:
        yield from fit_faults()
        yield from going_over_faults()
        if "padding" in told:
            yield from empty_slices(its.kernel)
    if counts:
        yield from _of_counted(padded="padding" in told, sums=sums)
    if "window" in told:
        yield from uncut_faults(its.kernel)
    if "window" in told and counts:
        yield from tile_faults(its.kernel)
        yield from mixed_faults(its.kernel)
    if sends and "padding" in told:
        yield from crop_faults(padded=False)
    if operator.multiplies and operator.passes[pass_name].gradient:
        yield from spread_faults(sends=sends)
    if "divisor" in told:
        yield from division_faults(forward=counts)
    if operator.multiplies:
        yield from column_faults(sends=sends)
        yield from ordered_columns(sends=sends)
        yield from around_faults(counts=counts, sends=sends)
        yield from transform_faults(counts=counts, sends=sends)
    yield from address_faults() if sends else view_faults()


def _of_counted(*, padded: bool, sums: bool) -> Iterator[Row]:
    """Yield those of windows that the pass counts itself, over images that it may pad itself."""
    yield from size_faults() if sums else (at_edges(row, OF_MAXIMA) for row in size_faults())
    yield from thinning_faults()
    if padded:
        yield from inside_faults()


def _of_padding(operator: Operator, pass_name: str) -> Iterator[Row]:
    if "padding" in {each.name for each in operator.parameters}:
        yield from option_faults({"padding": AROUND}, counts=_counts(operator, pass_name))
        if operator.rank > 1:
            yield from guard_faults(counts=_counts(operator, pass_name))
        if _sends(operator, pass_name):
            yield from crop_faults(padded=True)


def _counts(operator: Operator, pass_name: str) -> bool:
    """Whether the result has an element for each window, so that the pass counts them itself."""
    return operator.steps and operator.roles[1] not in operator.passes[pass_name].arrays


def _sends(operator: Operator, pass_name: str) -> bool:
    """Whether the result is the image to whose pixels windows send."""
    its = operator.passes[pass_name]
    return operator.roles[0] not in its.linear and operator.roles[1] in its.linear
