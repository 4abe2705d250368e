"""One node of an ONNX graph, with what is known of its inputs: no protobuf goes further than here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.operators.problem import Array

Shape = tuple[int | None, ...]
"""Lengths, of which some may be unknown."""


class NotALayer(Exception):  # noqa: N818 - nothing went wrong: it is told, and the next is looked at
    """Why a node does not become a case."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of one input.

    Attributes
    ----------
    name : str
    shape : tuple of int or None, optional
        Lengths, as far as they are known.
    dtype : str, optional
        As NumPy calls it, ``float32``.
    value : array, optional
        Where it is a constant that somebody may have to look at.
    absent : str
        Why there is no value.
    """

    name: str
    shape: Shape | None = None
    dtype: str | None = None
    value: Array | None = None
    absent: str = "is computed by the model"


@dataclass(frozen=True, slots=True)
class Node:
    """One node.

    Attributes
    ----------
    kind : str
        ``Conv``, with its domain where that is not ONNX's own.
    name : str
        Its own, or that of its first output.
    attributes : mapping of str to value
    inputs : sequence of Given or None
        None for one that is left out.
    outputs : int
        How many results are asked of it.
    out : tuple of int or None, optional
        The shape of the first, as ONNX infers it.
    """

    kind: str
    name: str
    attributes: Mapping[str, Any]
    inputs: Sequence[Given | None]
    outputs: int = 1
    out: Shape | None = None

    def input(self, index: int) -> Given | None:
        """Return an input, None where it is left out."""
        return self.inputs[index] if index < len(self.inputs) else None

    def shape(self, index: int, what: str) -> tuple[int, ...]:
        """Return the shape of an input that has to be there.

        Raises
        ------
        NotALayer
            When it is not known, with what may help.
        """
        given = self.input(index)
        if given is None:
            raise NotALayer(f"it has no {what}")
        if given.shape is None:
            raise NotALayer(f"the shape of its {what} {given.name!r} is not known")
        known = tuple(length for length in given.shape if length is not None)
        if len(known) < len(given.shape):
            shape = "x".join("?" if length is None else str(length) for length in given.shape)
            raise NotALayer(
                f"the shape of its {what} {given.name!r} is {shape}: --shape says those of the model"
            )
        return known

    def image(self) -> tuple[int, ...]:
        """Return the shape of the first input, which has images of one to three axes.

        Raises
        ------
        NotALayer
        """
        shape = self.shape(0, "input")
        if not 3 <= len(shape) <= 5:
            raise NotALayer(f"its input has {len(shape)} axes, not N, C and one to three more")
        return shape

    def constant(self, index: int, what: str) -> Array | None:
        """Return the value of an input, None where it is left out.

        Raises
        ------
        NotALayer
            When it is computed, in another file, or too long to have been looked at.
        """
        given = self.input(index)
        if given is not None and given.value is None:
            raise NotALayer(f"its {what} {given.name!r} {given.absent}")
        return None if given is None else given.value

    def number(self, name: str, default: int) -> int:
        """Return an attribute that is an integer.

        Raises
        ------
        NotALayer
        """
        value = self.attributes.get(name, default)
        if not isinstance(value, int):
            raise NotALayer(f"its {name} is no integer")
        return value

    def word(self, name: str, default: str) -> str:
        """Return an attribute that is a word."""
        value = self.attributes.get(name, default)
        return value.decode(errors="replace") if isinstance(value, bytes) else str(value)

    def along(self, name: str, count: int, default: int | None) -> tuple[int, ...] | None:
        """Return an attribute with so many integers, or its default so many times.

        Raises
        ------
        NotALayer
        """
        value = self.attributes.get(name)
        if value is None:
            return None if default is None else (default,) * count
        numbers = tuple(value) if isinstance(value, list | tuple) else (value,)
        if len(numbers) != count or not all(isinstance(each, int) for each in numbers):
            raise NotALayer(f"its {name} is {value!r}, not {count} integers")
        return numbers
