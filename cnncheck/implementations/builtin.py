"""The built-in implementation: cnncheck's own layers. Only this module knows them."""

from __future__ import annotations

from inspect import unwrap
from typing import TYPE_CHECKING

from cnncheck import layers
from cnncheck.implementations.absent import not_asked
from cnncheck.implementations.base import BUILTIN
from cnncheck.implementations.calling import call
from cnncheck.implementations.stepping import Steps
from cnncheck.submission.traps import traps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cnncheck.calls import Call, Reply

FUNCTIONS = {name: getattr(layers, name) for name in layers.__all__ if name != "use_threads"}
"""The functions under test by name."""

use_threads = layers.use_threads


class Layers:
    """The built-in layers, asked as a submission is."""

    def fallbacks(self) -> list[str]:
        """Say nothing: no package is done without."""
        return []

    def find(self, function: str) -> Reply | None:
        """Say why a function is not there; ``None`` when it is."""
        return None if function in FUNCTIONS else not_asked(BUILTIN, function, FUNCTIONS)

    def ask(self, asked: Call, forbid: Sequence[str] = ()) -> Reply:
        """Call a function.

        Parameters
        ----------
        asked : Call
        forbid : sequence of str
            Dotted names that it may not call.
        """
        if (absent := self.find(asked.function)) is not None:
            return absent
        with traps(forbid, [unwrap(FUNCTIONS[asked.function]).__globals__]):
            return call(Steps(asked.steps, FUNCTIONS))
