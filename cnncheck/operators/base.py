"""What every operator is: its name, its passes, its geometry, and its problems."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import TYPE_CHECKING, Any, ClassVar

from cnncheck.dtypes import dtype_of
from cnncheck.operators.around import split
from cnncheck.operators.drawing import Draw
from cnncheck.operators.fill import Filler, stream_of
from cnncheck.operators.parameter import entry_words, spatial_axes
from cnncheck.operators.problem import Problem
from cnncheck.operators.reduction import Reduction

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cnncheck.operators.case import Case
    from cnncheck.operators.function import Function
    from cnncheck.operators.parameter import Command, Parameter, Value
    from cnncheck.operators.problem import Array
    from cnncheck.operators.relation import Windows

DRAWS = 2
"""Every case is asked twice, the second time with fresh values: this finds stale buffers."""

CHANNELS = "C"
"""The axis of a shape that X has too."""


@dataclass(frozen=True, slots=True)
class GeometryFault:
    """Why an operator cannot be asked a case's question.

    Attributes
    ----------
    field : str
        The case field to point at.
    message, hint : str
        What is wrong, and what to write instead.
    """

    field: str
    message: str
    hint: str


class Operator(ABC):
    """A layer: its passes and how a case becomes problems.

    Subclasses say what is particular to them. One instance of each lives in
    ``cnncheck.operators.OPERATORS``; ``operator.py`` in its folder lists it in ``OPERATORS``, beside
    the same layer for images of other ranks.
    """

    name: str
    rank: int = 2
    """How many spatial axes an image has."""
    partial_gradient: bool = False
    """Whether out_grad may be smaller than the output, for the leading windows alone."""
    optional: bool = False
    """Whether a set of cases is complete without it."""
    roles: tuple[str, str] = ("X", "out_grad")
    """The array whose pixels windows read, and the one that has an element for each window."""
    parameters: tuple[Parameter, ...]
    passes: Mapping[str, Function]
    command: Command | None = None
    """The defaults of its command, if it has one."""

    @cached_property
    def functions(self) -> Mapping[str, str]:
        """Pass name to the name of the function that computes it, in the order of the passes."""
        return {name: function.name for name, function in self.passes.items()}

    def passes_with(self, parameters: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the passes that the operator has with these parameters."""
        return tuple(
            name
            for name, its in self.passes.items()
            if not its.option or parameters.get(its.option)
        )

    of_integers: ClassVar[bool] = False
    """Whether its passes have answers in whole numbers for arrays of those."""

    @property
    def differentiable(self) -> bool:
        """Whether there are passes that take a gradient."""
        return any(function.gradient for function in self.passes.values())

    @property
    def multiplies(self) -> bool:
        """Whether any pass multiplies the elements of two arrays."""
        return any(len(function.linear) > 1 for function in self.passes.values())

    def is_fair(self, case: Case) -> bool:
        """Whether all right ways of computing agree on the case.

        A gradient of a filter may be computed by spreading out_grad with zeros as far as the
        stride; where those meet a NaN or an infinity in X, 0 * inf is NaN, which others never
        compute.
        """
        if not self.multiplies or case.fill != "nonfinite":
            return True
        return all(axis.stride == 1 for axis in self.windows(case).axes)

    def torch_has(self, case: Case, pass_name: str) -> bool:
        """Whether torch computes the pass as the case means it; else the definition is believed."""
        return True

    @cached_property
    def alike(self) -> Mapping[str, Parameter]:
        """By name, the parameters that most layers have the same along all axes."""
        return {each.name: each for each in self.parameters if each.alike}

    @property
    def steps(self) -> bool:
        """Whether it has a stride."""
        return any("stride" in each.fields for each in self.parameters)

    @property
    def written(self) -> tuple[Parameter, ...]:
        """The parameters that are written by themselves, and not within another one."""
        return tuple(each for each in self.parameters if not each.paired)

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a case that not every operator has: its parameters, and ``out_grad``."""
        names = tuple(each.name for each in self.written)
        return (*names, "out_grad") if self.differentiable else names

    def complete(self, given: Mapping[str, Any]) -> dict[str, Value]:
        """Return a value for every parameter: the given one, or its default.

        Raises
        ------
        TypeError
            For a name that is no parameter of the operator.
        """
        given = split(given, self)
        if unknown := given.keys() - self._names:
            raise TypeError(f"{self.name} has no parameter {min(unknown)!r}")
        told: dict[str, Value] = {}
        for each in self.parameters:
            value = given.get(each.name)
            # A tuple is what it is: fuzzing comes here a hundred times for a case.
            told[each.name] = value if type(value) is tuple else each.value(value, self.rank)
        for each in self._following:
            if told[each.name] is None:
                told[each.name] = told[each.follows]
        return told

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.parameters)

    @cached_property
    def _following(self) -> tuple[Parameter, ...]:
        return tuple(each for each in self.parameters if each.follows)

    @cached_property
    def paired(self) -> tuple[Parameter, ...]:
        """The parameters that are written as the second number of another one's pairs."""
        return tuple(each for each in self.parameters if each.paired)

    _of_last: tuple[Case | None, Any] = (None, None)

    def windows(self, case: Case) -> Windows:
        """Which pixel of the case's input each tap of each window reads.

        They are asked for several times in a row, for the same case.
        """
        last, known = self._of_last
        if last is not case:
            known = self._windows(case)
            self._of_last = case, known
        windows: Windows = known
        return windows

    @abstractmethod
    def _windows(self, case: Case) -> Windows:
        """Make out the windows of a case."""

    def reduction(self, case: Case) -> Reduction:
        """Return how each window is reduced, where there are several ways."""
        return Reduction()

    @abstractmethod
    def geometry_faults(self, case: Case) -> Sequence[GeometryFault]:
        """All that is impossible about the case's shapes; empty when it can be asked."""

    @abstractmethod
    def memory(self, case: Case) -> int:
        """Upper bound of the bytes that the case's arrays take at once, all sides together."""

    @abstractmethod
    def depth(self, case: Case, pass_name: str) -> int:
        """K: the most products or gradients added up in one element of the pass's result."""

    @abstractmethod
    def terms(self, case: Case, pass_name: str) -> int:
        """How many products or gradients are added up in all elements of the result together."""

    @abstractmethod
    def out_shape(self, case: Case, pass_name: str) -> tuple[int, ...]:
        """Return the shape of the pass's right answer."""

    @abstractmethod
    def _drawn(self, case: Case, pass_name: str, draw: Draw) -> tuple[dict[str, Array], bool]:
        """Draw the arrays of a pass; tell whether its sums are exact."""

    def shapes(self, case: Case) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the arrays beside a gradient, by their names, in order."""
        shapes: dict[str, tuple[int, ...]] = {"X": case.input}
        lengths: dict[str, int] = {}
        for each in self.parameters:
            value = case.parameters[each.name]
            if each.array and isinstance(value, tuple):
                shapes[each.array] = value
                lengths |= zip(each.entries, value, strict=True)
            elif each.array and value:
                shapes[each.array] = tuple(lengths[entry] for entry in each.entries)
        return shapes

    def entries(self, pass_name: str) -> tuple[str, ...]:
        """Return what an entry of each axis of a pass's result is called: image, channel, row."""
        its = self.passes[pass_name]
        named = {f"d{each.array}": each.entries for each in self.parameters if each.array}
        return entry_words(named.get(its.result, ("N", "C", *spatial_axes(self.rank))))

    def agreeing(self, case: Case) -> Case:
        """Return the case with shapes that go together: a filter's channels are those of X."""
        told = dict(case.parameters)
        for each in self.parameters:
            value = told[each.name]
            if CHANNELS in each.entries and isinstance(value, tuple):
                at = each.entries.index(CHANNELS)
                told[each.name] = (*value[:at], case.input[1], *value[at + 1 :])
        return case.but(parameters=told)

    def arguments(self, pass_name: str) -> tuple[str, ...]:
        """Return the arguments of a pass's function in order: arrays, then the other parameters."""
        return self._arguments[pass_name]

    @cached_property
    def _arguments(self) -> Mapping[str, tuple[str, ...]]:
        told = [each for each in self.parameters if not each.array]
        return {
            name: (
                *its.arrays,
                *(each.name for each in told if its.gradient or not each.of_gradients),
            )
            for name, its in self.passes.items()
        }

    def problems(self, case: Case, pass_name: str, draws: int = DRAWS) -> Iterator[Problem]:
        """Yield the pass's problems, one for each draw, from one stream of random numbers.

        Parameters
        ----------
        case : Case
            Without `geometry_faults`.
        pass_name : str
            One of ``self.passes``.
        draws : int
            How many; the first is the one that the case's ``expect`` speaks of.
        """
        dtype = dtype_of(case.dtype)
        names, parameters = self.arguments(pass_name), self._rounded(case)
        with stream_of(case.seed) as stream:
            filler = Filler(case.fill, dtype, self.depth(case, pass_name), stream)
            for index in range(draws):
                draw = Draw(case, filler, index, gradient=bool(self.passes[pass_name].gradient))
                arrays, exact = self._drawn(case, pass_name, draw)
                given = {**parameters, **arrays}
                told = {name: given[name] for name in names if name in given}
                yield Problem(case, pass_name, told, exact, draw.chances)

    def _rounded(self, case: Case) -> dict[str, Any]:
        """Return the case's parameters, with real numbers rounded to its dtype, as arrays hold them."""
        kind = dtype_of(case.dtype).type
        return {
            name: float(kind(value)) if isinstance(value, float) else value
            for name, value in case.parameters.items()
        }


def elements(*shapes: tuple[int, ...]) -> int:
    """Count the elements of arrays of these shapes together, in Python integers."""
    return sum(map(prod, shapes))
