"""Inert stand-ins for packages that people import but that their answers may not use.

Homework begins with ``import torch`` and ``import matplotlib.pyplot as plt``, for plots and for
comparisons at module level. While a file is being loaded, a stand-in lets itself be used in every
way and does nothing. Once a function is checked, using one raises `ForbiddenUse` with the name of
what was used. Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import types
from typing import Any, ClassVar, NoReturn


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


class Phase:
    """Whether files are being loaded, and whether a stand-in was used meanwhile."""

    __slots__ = ("loading", "used")

    def __init__(self) -> None:
        self.loading = False
        self.used = False


class _Tolerant:
    """Base of classes that derive from a stand-in: ``class Net(nn.Module)``."""

    _cnncheck_standin: ClassVar[StandIn]

    def __init__(self, *args: object, **kwargs: object) -> None:
        pass

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        standin: StandIn = getattr(type(self)._cnncheck_standin, name)
        return standin

    def __call__(self, *args: object, **kwargs: object) -> object:
        return type(self)._cnncheck_standin(*args, **kwargs)


class StandIn(types.ModuleType):
    """Stands for a package, and for everything that hangs on it.

    It is a module so that ``import a.b as c`` and ``inspect.ismodule`` take it for one.
    """

    # A ufunc that meets a stand-in gives up, so that `array * standin` comes to __rmul__.
    __array_ufunc__ = None

    def __init__(self, name: str, phase: Phase) -> None:
        super().__init__(name)
        self.__dict__["_phase"] = phase
        self.__dict__["__path__"] = []

    def _use(self, verb: str = "uses") -> None:
        """Note the use; refuse it once loading is over."""
        phase: Phase = self.__dict__["_phase"]
        phase.used = True
        if not phase.loading:
            _refuse(self.__name__, verb)

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        child = StandIn(f"{self.__name__}.{name}", self.__dict__["_phase"])
        self.__dict__[name] = child
        return child

    def __call__(self, *args: object, **kwargs: object) -> object:
        """Do nothing while loading, and refuse afterwards."""
        self._use("calls")
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            return args[0]  # a decorator, as @numba.njit or @torch.no_grad(): leave the function
        return self

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (type("Standin", (_Tolerant,), {"_cnncheck_standin": self}),)

    def __instancecheck__(self, instance: object) -> bool:
        return False  # nothing that the code under test is handed is a torch.Tensor

    def __subclasscheck__(self, subclass: type) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<stand-in for {self.__name__}>"

    def __hash__(self) -> int:
        return id(self)

    def __enter__(self) -> StandIn:
        self._use()
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __setitem__(self, key: object, value: object) -> None:
        self._use()

    def __delitem__(self, key: object) -> None:
        self._use()

    def __iter__(self) -> Any:
        self._use()
        return iter(())

    def __len__(self) -> int:
        self._use()
        return 0

    def __bool__(self) -> bool:
        self._use()
        return False

    def __int__(self) -> int:
        self._use()
        return 0

    __index__ = __int__

    def __float__(self) -> float:
        self._use()
        return 0.0

    def __complex__(self) -> complex:
        self._use()
        return 0j

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __contains__(self, item: object) -> bool:
        self._use()
        return False

    def __array__(self, *args: object, **kwargs: object) -> Any:
        self._use()
        import numpy as np

        return np.zeros(())


_OPERATORS = (
    "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift "
    "radd rsub rmul rmatmul rtruediv rfloordiv rmod rpow rand ror rxor "
    "neg pos invert abs lt le gt ge eq ne getitem"
)


def _passes_on(self: StandIn, *args: object) -> StandIn:
    self._use()
    return self


for _name in _OPERATORS.split():
    setattr(StandIn, f"__{_name}__", _passes_on)


def _refuse(name: str, verb: str) -> NoReturn:
    package = name.partition(".")[0]
    raise ForbiddenUse(
        name,
        f"{package} is not there while a function is checked; compute the result with NumPy. If "
        f"{package} is a file of your own, hand over the whole folder.",
        verb,
    )
