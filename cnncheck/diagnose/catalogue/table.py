"""The tables in which faults are declared, and how a row becomes a fault.

A row is made by what is wrong: `plan` (which pixels are read), `image`, `weights` or `gradient` (an
array is read wrongly), `kernel` (something else is computed), `result` or `then` (what was computed
is changed). Each takes a name, a sentence, and one way of going wrong for each manner; `about`
puts rows below the hint that they share, `declared` makes them faults of a function.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from cnncheck.diagnose import kernels, pool_kernels
from cnncheck.diagnose.catalogue.changes import everywhere, of_gradient, of_input, of_weights
from cnncheck.diagnose.catalogue.ways import Way
from cnncheck.diagnose.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cnncheck.diagnose.catalogue.arrays import ArrayChange
    from cnncheck.diagnose.catalogue.changes import Change, Kernel, Then
    from cnncheck.diagnose.fault import Compute, Kind, Respond
    from cnncheck.diagnose.plans import Edge

    Make = Callable[[Kernel], Iterable[Compute]]


@dataclass(frozen=True, slots=True)
class Row:
    """A fault that does not know its function yet.

    Attributes
    ----------
    name, sentence, hint : str
        As of `Fault`, the name without the function's prefix.
    make : callable
        Makes the manners from the kernel that gives the right answer of a plan.
    responds, kind, bits, raises
        As of `Fault`.
    """

    name: str
    sentence: str
    make: Make = lambda _: ()
    hint: str = ""
    responds: tuple[Respond, ...] = ()
    kind: Kind = "values"
    bits: int = 0
    raises: str = ""


def about(hint: str, *rows: Row) -> tuple[Row, ...]:
    """Put rows below the hint that they share."""
    return tuple(replace(row, hint=hint) for row in rows)


KERNELS: Mapping[str, Kernel] = {
    "zero_padding": kernels.padded,
    "convolution2D": kernels.forward,
    "convolution2D_backward_filter": kernels.backward_filter,
    "convolution2D_backward_input": kernels.backward_input,
    "convolution2D_backward_bias": kernels.backward_bias,
    "conv_transpose2d": kernels.backward_input,
    "conv_transpose2d_backward_filter": kernels.backward_filter,
    "conv_transpose2d_backward_input": kernels.forward,
    "conv_transpose2d_backward_bias": kernels.summed_image,
    "pool_forward": pool_kernels.largest,
    "pool_back": pool_kernels.to_largest,
    "pad2d": kernels.surrounded,
    "pad2d_backward": kernels.folded,
    "avg_pool2d": pool_kernels.average,
    "avg_pool2d_backward": pool_kernels.to_all,
}
"""What gives the right answer of a plan, by function of images; those of other ranks do as these."""


def declared(
    prefix: str, function: str, *groups: Iterable[Row], option: str = ""
) -> tuple[Fault, ...]:
    """Return the faults of one function.

    Parameters
    ----------
    prefix : str
        First part of the ids.
    function : str
    *groups : iterables of Row
    option : str, optional
        The parameter that all of them are about.
    """
    return tuple(
        Fault(
            f"{prefix}/{row.name}",
            function,
            row.sentence,
            row.hint,
            tuple(row.make(KERNELS[function])),
            row.responds,
            row.kind,
            bits=row.bits,
            raises=row.raises,
            option=option,
        )
        for row in chain.from_iterable(groups)
    )


def plan(
    name: str,
    sentence: str,
    *changes: Change,
    edges: tuple[Edge, ...] = ("raise",),
    then: Then | None = None,
) -> Row:
    """Return a fault whose plan is changed: by each change, in each edge's manner."""
    ways = [(change, edge) for change in changes for edge in edges]
    return Row(name, sentence, lambda right: (Way(right, None, *way, then=then) for way in ways))


def image(name: str, sentence: str, *changes: ArrayChange) -> Row:
    """Return a fault that reads a changed X."""
    return plan(name, sentence, *map(of_input, changes))


def weights(name: str, sentence: str, *changes: ArrayChange) -> Row:
    """Return a fault that uses a changed W."""
    return plan(name, sentence, *map(of_weights, changes))


def gradient(name: str, sentence: str, *changes: ArrayChange) -> Row:
    """Return a fault that starts from a changed gradient."""
    return plan(name, sentence, *map(of_gradient, changes))


def kernel(
    name: str, sentence: str, *computing: Kernel, kind: Kind = "values", raises: str = ""
) -> Row:
    """Return a fault that computes something else from the right plan."""
    return Row(
        name,
        sentence,
        lambda right: (Way(right, each) for each in computing),
        kind=kind,
        raises=raises,
    )


def result(name: str, sentence: str, *changes: ArrayChange) -> Row:
    """Return a fault whose right result is changed."""
    return then(name, sentence, *map(everywhere, changes))


def then(name: str, sentence: str, *changes: Then) -> Row:
    """Return a fault whose right result is changed in view of the problem."""
    return Row(name, sentence, lambda right: (Way(right, then=change) for change in changes))


def computed(
    name: str,
    sentence: str,
    *manners: Compute,
    kind: Kind = "values",
    bits: int = 0,
    raises: str = "",
) -> Row:
    """Return a fault that is computed in any way at all."""
    return Row(name, sentence, lambda _: manners, kind=kind, bits=bits, raises=raises)


def behaviour(name: str, sentence: str, *responds: Respond) -> Row:
    """Return a fault in what a call does rather than in what it computes."""
    return Row(name, sentence, responds=responds, kind="behaviour")
