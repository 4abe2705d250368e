"""How much memory one call needs: the highest mark of resident memory, as Linux keeps it.

tracemalloc would see NumPy's arrays but none of PyTorch's and none of BLAS's own buffers; the
kernel sees all of them, on every side alike.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"


def peak_growth(call: Callable[[], object]) -> int | None:
    """Call once and return by how many bytes resident memory grew at most.

    Parameters
    ----------
    call : callable
        Called before, so that what a library keeps for good is there already.

    Returns
    -------
    int, optional
        The result counts as well. ``None`` where the system does not tell (it does on Linux).
    """
    gc.collect()
    _return_free_memory()
    try:
        _CLEAR.write_text(_RESET_PEAK)
        before = _mark("VmRSS")
        result = call()
        peak = _mark("VmHWM")
    except OSError:
        return None
    del result
    return max(peak - before, 0)


def _mark(name: str) -> int:
    """Return one of the marks of this process's memory, in bytes."""
    found = re.search(rf"^{name}:\s+(\d+) kB$", _STATUS.read_text(), re.MULTILINE)
    if found is None:
        raise OSError(f"{_STATUS} has no {name}")
    return int(found[1]) << 10


def _return_free_memory() -> None:
    """Give back what was freed: memory that is used again would not count as growth."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
