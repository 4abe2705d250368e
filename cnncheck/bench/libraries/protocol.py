"""What a library is to the process that times it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from cnncheck.operators.places import has_part, part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array, Problem


class Library(Protocol):
    """Computes the operators in its own way. One process holds one library."""

    @property
    def versions(self) -> Mapping[str, str]:
        """Names and versions of what computes."""

    def use_threads(self, count: int) -> None:
        """Compute with so many threads from now on."""

    def call(self, problem: Problem) -> Callable[[], Any] | None:
        """Return what computes the problem's answer once; ``None`` where there is no such pass.

        Whatever is done once for many calls (conversion, compilation) is done here. The inputs
        stay as they are, however often it is called.
        """

    def array(self, result: Any) -> Array:
        """Return a call's result as a NumPy array."""


def timed(operator: str, library: str) -> Mapping[str, Any]:
    """Return what is timed of a library, by pass: what an operator's folder says, if it does."""
    if not has_part(operator, "timed"):
        return {}
    told: Mapping[str, Any] = getattr(part(operator, "timed"), library, dict)()
    return told


def limit_blas(count: int) -> None:
    """Let NumPy's linear algebra use so many threads from now on."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(count)


def blas_name() -> str:
    """Return the name and version of the linear algebra library behind NumPy."""
    from threadpoolctl import threadpool_info

    for found in threadpool_info():
        if found["user_api"] == "blas":
            return " ".join(
                str(found[key])
                for key in ("internal_api", "version", "architecture")
                if found.get(key)
            )
    return "unknown"
