"""What is made out of a case once, because it is asked for at every draw."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.parameter import Parameter, Value


class Remembering:
    """A case, as far as something is remembered of it that is no field: copies have it not."""

    __slots__ = ("_told", "_unusual")
    _told: tuple[object, dict[str, str]]
    _unusual: tuple[Parameter, ...]
    operator: str
    input: tuple[int, ...]
    parameters: Mapping[str, Value]

    @property
    def unusual(self) -> tuple[Parameter, ...]:
        """The parameters that have another value than their default."""
        from cnncheck.operators.registry import unusual

        try:
            return self._unusual
        except AttributeError:
            told = tuple(self.parameters.items())
            object.__setattr__(self, "_unusual", unusual(self.operator, len(self.input) - 2, told))
            return self._unusual

    def told_once(self, by: object, about: str, tell: Callable[[], str]) -> str:
        """Return what somebody tells of the case, as it was told the time before.

        Parameters
        ----------
        by : object
            What the last one told is remembered.
        about : str
        tell : callable
            Tells it the first time.
        """
        try:
            last, told = self._told
        except AttributeError:
            last, told = None, {}
        if last is not by:
            told = {}
            object.__setattr__(self, "_told", (by, told))
        if about not in told:
            told[about] = tell()
        return told[about]
