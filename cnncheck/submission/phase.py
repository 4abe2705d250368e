"""What of a submission's code must not count: uses of what is forbidden, or is not really there.

Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import types

    from cnncheck.submission.leaks import Leak
    from cnncheck.submission.standins import StandIn


class ForbiddenUse(BaseException):
    """The function under test used what it may not use.

    It is no `Exception`, so that ``except Exception`` in the code under test does not hide it.

    Parameters
    ----------
    name : str
        Dotted, as the package's documentation writes it: ``torch.nn.functional.conv2d``.
    hint : str
    """

    def __init__(self, name: str, hint: str, verb: str = "uses") -> None:
        super().__init__(f"{verb} {name}")
        self.name = name
        self.hint = hint


class ReplacedUse(ForbiddenUse):
    """The function under test used a package that is not allowed, and so is not really there."""

    def __init__(self, name: str, verb: str, how: str, hint: str = "") -> None:
        package = name.partition(".")[0]
        hint = hint or (
            f"Add --allow {package} to run the real {package}, or compute the result with NumPy. "
            f"If {package} is a file of your own, hand over the whole folder."
        )
        super().__init__(name, hint, verb)
        self.args = (f"{verb} {name}, but {package} is {how}",)


def _replaced(name: str, verb: str, how: str = "replaced by a stand-in here") -> ForbiddenUse:
    if name.partition(".")[0] == "cnncheck":
        return ForbiddenUse(name, "What is checked computes its results itself.", verb)
    return ReplacedUse(name, verb, how)


def _not_there(name: str, module: str) -> ForbiddenUse:
    hint = (
        f"It is imported from {module}, which is not among the files: hand that over too; where it is "
        "compiled, build it first."
    )
    error = ReplacedUse(name, "uses", "not there", hint)
    error.args = (f"uses {name}, which could not be imported",)
    return error


class Phase:
    """Whether files are being loaded, and what became of stand-ins meanwhile.

    Parameters
    ----------
    allowed : set of str
        Packages that are really imported.

    Attributes
    ----------
    loading : bool
    used : StandIn or None
        The last one that was used.
    leaks : dict of code to Leak
        What ran when one became a plain value, which does not show where it is from.
    starred : StandIn or None
        One of which all names were imported, so that a missing name is perhaps one of its own.
    fallbacks : dict of str to (str, int)
        Packages that are not there, and by file and line where the code provides for that.
    unbound : dict of str to str
        Names that an import did not bind, which the code provided for, and the module it was of.
    refused : ForbiddenUse or None
        Remembered, as ``except:`` in the code under test can hide it.
    """

    __slots__ = (
        "allowed",
        "fallbacks",
        "leaks",
        "loading",
        "refused",
        "starred",
        "unbound",
        "used",
    )

    def __init__(self, allowed: frozenset[str] = frozenset()) -> None:
        self.allowed = allowed
        self.loading = False
        self.fallbacks: dict[str, tuple[str, int]] = {}
        self.used: StandIn | None = None
        self.leaks: dict[types.CodeType, Leak] = {}
        self.starred: StandIn | None = None
        self.unbound: dict[str, str] = {}
        self.refused: ForbiddenUse | None = None

    def refuse(self, name: str, verb: str) -> NoReturn:
        """Refuse a use, and remember it."""
        self.refused = _replaced(name, verb)
        raise self.refused

    def cause(self, error: BaseException | None) -> BaseException | None:
        """Return what lies behind an error, or a result, of the code under test."""
        if self.refused is not None:
            return self.refused
        if error is None:
            return None
        kind = type(error)  # isinstance may have been replaced by the code under test
        if kind is NameError and self.starred is not None:
            name = f"{self.starred.__name__}.{getattr(error, 'name', None) or '*'}"
            return _replaced(name, "uses").with_traceback(error.__traceback__)
        unbound = getattr(error, "name", None) if kind is NameError else None
        if unbound in self.unbound:
            module = self.unbound[unbound]
            foreign = module.partition(".")[0] in self.fallbacks
            told = (
                _replaced(
                    f"{module}.{unbound}" if unbound != module else module, "uses", "not there"
                )
                if foreign
                else _not_there(unbound, module)
            )
            return told.with_traceback(error.__traceback__)
        missing = getattr(error, "name", None) if kind is ModuleNotFoundError else None
        if missing and missing.partition(".")[0] not in self.allowed:
            told = _replaced(missing, "imports", "not there")
            return told.with_traceback(error.__traceback__)
        return error
