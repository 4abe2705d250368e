"""What is made as far as somebody asks for it, and kept for whoever asks next."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")


class Kept(Generic[T]):
    """Things that are made once, however often they are gone through.

    Parameters
    ----------
    more : iterator
        Makes them.
    """

    def __init__(self, more: Iterator[T]) -> None:
        self._known: list[T] = []
        self._more = more

    def __iter__(self) -> Iterator[T]:
        """Yield what is known, then what is made."""
        for number in count():
            if number == len(self._known):
                try:
                    self._known.append(next(self._more))
                except StopIteration:
                    return
            yield self._known[number]
