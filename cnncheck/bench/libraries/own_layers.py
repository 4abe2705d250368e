"""cnncheck's own layers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.bench.libraries.protocol import limit_blas
from cnncheck.dialects import LAYERS
from cnncheck.implementations.builtin import FUNCTIONS, use_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array, Problem


class Builtin:
    """The functions under test as they are imported: nothing stands between clock and call."""

    @property
    def versions(self) -> Mapping[str, str]:
        """The layers have cnncheck's own version, which every report names."""
        return {"numpy": np.__version__}

    def use_threads(self, count: int) -> None:
        """Set the layers' own threads and those of BLAS."""
        limit_blas(count)
        use_threads(count)

    def call(self, problem: Problem) -> Callable[[], Array] | None:
        """Return the function with its arguments, if there is one."""
        if problem.function not in FUNCTIONS:
            return None
        given = LAYERS.call(problem).arguments.items()
        named = {name[:-1]: value for name, value in given if name.endswith("=")}
        return partial(
            FUNCTIONS[problem.function],
            *(value for name, value in given if not name.endswith("=")),
            **named,
        )

    def array(self, result: Array) -> Array:
        """Return the result, an array already."""
        return result
