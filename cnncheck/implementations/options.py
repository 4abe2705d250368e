"""How an implementation is opened: limits, containment, and other names for its functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Options:
    """How code under test is loaded and contained.

    Attributes
    ----------
    isolated : bool
        Whether the code runs in a process of its own; without, nothing is contained.
    require_jail : bool
        Whether to refuse where the kernel cannot close off files, network and processes.
    timeout : float
        Seconds that one call may take.
    load_timeout : float
        Seconds that starting a worker, and loading a file in it, may take.
    patience : int
        Timeouts after which a function is not asked again.
    time_limit : float, optional
        Seconds after which a whole run stops; what is known by then is reported.
    submission_timeout : float, optional
        Seconds that all calls of one submission may take together.
    memory : int
        Bytes that the code may use on top of the interpreter, NumPy, and allowed packages.
    workers : int
        Processes for this implementation; so many calls run at once.
    threads : int
        Threads of the linear algebra library in each process.
    bind : mapping of str to str
        Function name to where it is: ``file.py:name``, or ``name`` alone.
    forbid : mapping of str to tuple of str
        Function name to the dotted names that it may never use.
    allow : tuple of str
        Packages besides NumPy, SciPy and the standard library that may really be imported, with
        all that they require; any other is replaced by a stand-in, and using that is no pass.
    """

    isolated: bool = True
    require_jail: bool = False
    timeout: float = 10.0
    load_timeout: float = 10.0
    patience: int = 2
    time_limit: float | None = None
    submission_timeout: float | None = None
    memory: int = 1 << 30
    workers: int = 1
    threads: int = 1
    bind: Mapping[str, str] = field(default_factory=dict)
    forbid: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
