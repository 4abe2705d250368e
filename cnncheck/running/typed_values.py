"""What is typed of a problem's values, which depends on its dtype and on its image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnncheck.cases.case_wording import listed
from cnncheck.dtypes import ACCUMULATORS, INTEGERS
from cnncheck.errors import UsageError
from cnncheck.operators.case import EXACT_FILLS, usual_fill

if TYPE_CHECKING:
    from cnncheck.operators import Operator


def typed_unbatched(typed: bool, image: tuple[int, ...]) -> dict[str, bool]:
    """Return whether the code gets its one image without N, where that was typed.

    Raises
    ------
    UsageError
        When there are more images.
    """
    if typed and image[0] != 1:
        raise UsageError(
            f"--unbatched hands over one image without N, and --input says N = {image[0]}",
            f"say --input {' '.join(map(str, (1, *image[1:])))}",
        )
    return {"unbatched": True} if typed else {}


def typed_accumulator(typed: Any, dtype: str) -> dict[str, str]:
    """Return what sums are kept in, where that was typed.

    Raises
    ------
    UsageError
        When the dtype is one that sums are kept in anyway.
    """
    if typed is None:
        return {}
    if typed.value not in ACCUMULATORS.get(dtype, ()):
        whose = [each for each, known in ACCUMULATORS.items() if typed.value in known]
        raise UsageError(
            f"--accumulate {typed.value} is said of {listed(whose, 'and')}, not of {dtype}",
            f"leave it out, or say --dtype {whose[0]}",
        )
    return {"accumulate": typed.value}


def typed_fill(typed: str, dtype: str, operator: Operator) -> str:
    """Return what the inputs hold: of integers, integers where nothing else was typed.

    Raises
    ------
    UsageError
        When the operator is not asked of integers, or what was typed is none.
    """
    if dtype not in INTEGERS:
        return typed
    if not operator.of_integers:
        raise UsageError(
            f"--dtype {dtype} is asked of convolutions, not of {operator.name}",
            "say --dtype float64 or float32",
        )
    if typed not in (*EXACT_FILLS, usual_fill("float64")):
        raise UsageError(
            f"--fill {typed} draws no whole numbers, and --dtype is {dtype}",
            f"say --fill {' or '.join(sorted(EXACT_FILLS))}",
        )
    return typed if typed in EXACT_FILLS else usual_fill(dtype)
