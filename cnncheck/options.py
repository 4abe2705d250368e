"""How an implementation is opened and judged, and how each of these options is said.

Every command, pytest and the reproduction lines take the options from here, where each is written
once. Reading this must not take long: it imports nothing heavy.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from cnncheck.operators.places import SHIPPED_DIALECTS
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cnncheck.operators.case import Algorithm

_UNITS = {"GiB": 1 << 30, "MiB": 1 << 20, "KiB": 1 << 10}


@dataclass(frozen=True, slots=True)
class Said:
    """Form of one of the options on a command line.

    Attributes
    ----------
    help : str
    metavar : str, optional
    kind : type
        Of what is typed: bool for a flag, else str, int or float.
    many : bool
        Whether it may be given several times.
    choices : tuple of str
        What may be typed, if that is limited.
    least : float, optional
        The smallest number that may be typed.
    flag : str
        Where it is not called as the field is.
    on_verdict : bool
        Whether it bears on the verdict, so that a reproduction line has to name it.
    """

    help: str
    metavar: str | None = None
    kind: type = str
    many: bool = False
    choices: tuple[str, ...] = ()
    least: float | None = None
    flag: str = ""
    on_verdict: bool = True


def _said(help_: str, metavar: str | None = None, **more: Any) -> dict[str, Said]:
    return {"said": Said(help_, metavar, **more)}


@dataclass(frozen=True, slots=True)
class Options:
    """Options for loading, containing and judging code under test.

    Attributes
    ----------
    bind : mapping of str to str
        Function name to where it is: ``file.py:name``, or ``name`` alone.
    forbid : mapping of str to tuple of str
        Function name to the dotted names that it may never use.
    dialect : str, optional
        In which names, and with which arguments, the functions are called.
    allow : tuple of str
        Packages besides NumPy, SciPy and the standard library that may really be imported, with
        all that they require; any other is replaced by a stand-in, and using that is no pass.
    algorithm : {"direct", "winograd", "fft"}, optional
        How the code computes convolutions; it replaces every case's own tolerance.
    unsupported : {"fail", "skip"}
        Whether a case that the code says it does not support fails the run.
    require_all : bool
        Whether a function that is not defined fails the run.
    timeout : float
        Seconds that one call may take.
    patience : int
        Timeouts after which a function is not asked again.
    time_limit : float, optional
        Seconds after which a whole run stops; what is known by then is reported.
    submission_timeout : float, optional
        Seconds that all calls of one submission may take together.
    memory : int
        Bytes that the code may use on top of the interpreter, NumPy, and allowed packages.
    require_jail : bool
        Whether to refuse where the kernel cannot close off files, network and processes.
    isolated : bool
        Whether the code runs in a process of its own; without, nothing is contained.
    load_timeout : float
        Seconds that starting a worker, and loading a file in it, may take.
    hurry : float, optional
        Seconds after which a call, or loading, is given up for now; it decides nothing.
    workers : int
        Processes for this implementation; so many calls run at once.
    threads : int, optional
        Threads in each process; by default one of the linear algebra library, and `OWN_THREADS`
        of code that is parallel itself.
    """

    bind: Mapping[str, str] = field(
        default_factory=dict,
        metadata=_said(
            "Where a function is, if it has another name.", "FUNCTION=[FILE:]NAME", many=True
        ),
    )
    forbid: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict,
        metadata=_said(
            "A name that a function may not use, such as zero_padding=numpy.pad.",
            "FUNCTION=NAME",
            many=True,
        ),
    )
    dialect: str | None = field(
        default=None,
        metadata=_said(
            f"How the functions are called: {', '.join(SHIPPED_DIALECTS)}, or a .yaml or .py file "
            "of your own; by default what their names say.",
            "NAME|FILE",
        ),
    )
    allow: tuple[str, ...] = field(
        default=(),
        metadata=_said(
            "A package besides NumPy and SciPy that the code may really import, such as numba.",
            "PACKAGE",
            many=True,
        ),
    )
    algorithm: Algorithm | None = field(
        default=None,
        metadata=_said(
            "How the code computes convolutions; winograd and fft are bounded by norm.",
            choices=("direct", "winograd", "fft"),
        ),
    )
    unsupported: str = field(
        default="fail",
        metadata=_said(
            "How to count a case that the code says it does not support.",
            choices=("fail", "skip"),
        ),
    )
    require_all: bool = field(
        default=False,
        metadata=_said("Fail where a function that is asked for is not defined.", kind=bool),
    )
    timeout: float = field(
        default=10.0, metadata=_said("Time for one call.", "SECONDS", kind=float, least=0.1)
    )
    patience: int = field(
        default=2,
        metadata=_said(
            "Timeouts after which a function is not asked again.",
            "N",
            kind=int,
            least=1,
            on_verdict=False,
        ),
    )
    time_limit: float | None = field(
        default=None,
        metadata=_said(
            "Time for the whole run; what is known by then is reported.",
            "SECONDS",
            kind=float,
            least=0.1,
            on_verdict=False,
        ),
    )
    submission_timeout: float | None = field(
        default=None,
        metadata=_said(
            "Time for all calls of one submission together.",
            "SECONDS",
            kind=float,
            least=0.1,
            on_verdict=False,
        ),
    )
    memory: int = field(default=1 << 30, metadata=_said("Memory that the code may use.", "SIZE"))
    require_jail: bool = field(
        default=False,
        metadata=_said(
            "Refuse to run where the kernel cannot close off files, network and processes.",
            kind=bool,
            on_verdict=False,
        ),
    )
    isolated: bool = field(
        default=True,
        metadata=_said(
            "Run the code in this process, for a debugger: nothing is contained.",
            kind=bool,
            flag="no-isolation",
        ),
    )
    load_timeout: float = 10.0
    hurry: float | None = None
    workers: int = 1
    threads: int | None = None

    @property
    def excused(self) -> frozenset[Outcome]:
        """What besides a pass does not fail a run."""
        absent = () if self.require_all else (Outcome.NOT_ASKED,)
        refused = (Outcome.UNSUPPORTED,) if self.unsupported == "skip" else ()
        return frozenset({*absent, *refused})

    def words(self, prefix: str = "--") -> list[str]:
        """Return the options that bear on a verdict as they are typed, without the defaults.

        Parameters
        ----------
        prefix : str
            ``--`` or, for pytest, ``--cnncheck-``.
        """
        plain = Options()
        words: list[str] = []
        for name, said in SAID.items():
            value = getattr(self, name)
            if not said.on_verdict or value == getattr(plain, name):
                continue
            flag = prefix + flag_of(name)
            words += [flag] if said.kind is bool else []
            words += [word for text in _texts(name, value) for word in (flag, text)]
        return words


SAID: dict[str, Said] = {
    each.name: each.metadata["said"] for each in fields(Options) if each.metadata
}
"""The options that a command line can say, in the order of its help."""


def flag_of(name: str) -> str:
    """Return what a field is called on a command line: ``time-limit``."""
    return SAID[name].flag or name.replace("_", "-")


def _texts(name: str, value: Any) -> Iterator[str]:
    """Yield what is typed for a value that is not the default: nothing where it is a flag."""
    if name == "bind":
        yield from (f"{function}={at}" for function, at in value.items())
    elif name == "forbid":
        yield from (f"{function}={ban}" for function, bans in value.items() for ban in bans)
    elif name == "allow":
        yield from value
    elif name == "memory":
        unit = next((unit for unit, size in _UNITS.items() if value % size == 0), "")
        yield f"{value // _UNITS.get(unit, 1)}{unit}"
    elif SAID[name].kind is not bool:
        yield f"{value:g}" if isinstance(value, float) else str(value)
