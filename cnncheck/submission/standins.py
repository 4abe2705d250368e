"""Inert stand-ins for packages that are not allowed, so that files that import them can be loaded.

Homework begins with ``import torch`` and ``import matplotlib.pyplot as plt``, for plots and for
comparisons at module level. While a file is being loaded, a stand-in lets itself be used in every
way and does nothing: what it returns is a stand-in again. Once a function is checked, using one
raises `ReplacedUse` with the name of what was used, for code that was replaced can never pass.
Imported by the worker process: the standard library alone.
"""

from __future__ import annotations

import abc
import dis
import sys
import types
from typing import TYPE_CHECKING, Any, ClassVar

from cnncheck.submission.leaks import leaks_here

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.submission.phase import Phase


class _Derived(abc.ABCMeta):
    """The type of classes that derive from a stand-in: what they lack, their base may have."""

    _cnncheck_standin: StandIn

    def __getattr__(cls, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        standin: StandIn = getattr(cls._cnncheck_standin, name)
        return standin

    def __call__(cls, *args: object, **kwargs: object) -> Any:
        """Make an instance while loading, of which the base's part is missing."""
        cls._cnncheck_standin.use("makes an instance of")
        return super().__call__(*args, **kwargs)


class _Tolerant(metaclass=_Derived):
    """Base of classes that derive from a stand-in: ``class Net(nn.Module)``."""

    _cnncheck_standin: ClassVar[StandIn]

    def __init__(self, *args: object, **kwargs: object) -> None:
        pass

    def __init_subclass__(cls, **kwargs: object) -> None:
        pass

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("__"):
            type(self)._cnncheck_standin.use("uses an instance of")
        return super().__getattribute__(name)

    def __getattr__(self, name: str) -> StandIn:
        if name.startswith("__"):
            raise AttributeError(name)
        standin: StandIn = getattr(type(self)._cnncheck_standin, name)
        return standin

    def __call__(self, *args: object, **kwargs: object) -> object:
        return type(self)._cnncheck_standin(*args, **kwargs)


class StandIn(types.ModuleType):
    """Stands for a package, for everything that hangs on it, and for all that this returns.

    It is a module so that ``import a.b as c`` and ``inspect.ismodule`` take it for one.

    Parameters
    ----------
    name : str
    phase : Phase
    decorated : str
        The name of the function or class that the real thing would have wrapped, if any.
    """

    # A ufunc that meets a stand-in gives up, so that `array * standin` comes to __rmul__.
    __array_ufunc__ = None

    def __init__(self, name: str, phase: Phase, decorated: str = "") -> None:
        super().__init__(name)
        own = self.__dict__
        own["_cnncheck_phase"], own["_cnncheck_decorated"] = phase, decorated
        own["_cnncheck_children"] = {}
        own["__path__"] = []

    def use(self, verb: str = "uses") -> None:
        """Note the use; refuse it once loading is over."""
        phase: Phase = self.__dict__["_cnncheck_phase"]
        phase.used = self
        if not phase.loading:
            if decorated := self.__dict__["_cnncheck_decorated"]:
                verb = f"{verb} {decorated}, which is decorated with"
            phase.refuse(self.__name__, verb)

    def become_plain(self) -> None:
        """Note that what is returned next does not show that it comes from a stand-in."""
        self.use()
        phase: Phase = self.__dict__["_cnncheck_phase"]
        for leak in leaks_here(self):
            phase.leaks.setdefault(leak.code, leak)

    def child(self, name: str) -> StandIn:
        """Return what hangs on it under a name."""
        children: dict[str, StandIn] = self.__dict__["_cnncheck_children"]
        if name not in children:
            phase = self.__dict__["_cnncheck_phase"]
            children[name] = StandIn(f"{self.__name__}.{name}", phase)
        return children[name]

    def __getattr__(self, name: str) -> StandIn:
        if name == "__all__":
            self.__dict__["_cnncheck_phase"].starred = self
        if name.startswith("__") and name.endswith("__") and name != "__version__":
            raise AttributeError(name)
        # Mentioning torch.Tensor is harmless; hasattr, getattr and what NumPy looks for is not.
        if not (self.__dict__["_cnncheck_phase"].loading or _is_written(sys._getframe(1))):
            self.child(name).use("looks up")
        return self.child(name)

    def __setattr__(self, name: str, value: object) -> None:
        self.use("changes")
        super().__setattr__(name, value)

    def __call__(self, *args: object, **kwargs: object) -> StandIn:
        """Do nothing while loading, and refuse afterwards."""
        self.use("calls")
        if len(args) == 1 and not kwargs and isinstance(args[0], (types.FunctionType, type)):
            # A decorator, as @numba.njit or @torch.no_grad(): without it, it is not that function.
            return StandIn(self.__name__, self.__dict__["_cnncheck_phase"], args[0].__qualname__)
        return self

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        return (_Derived("Standin", (_Tolerant,), {"_cnncheck_standin": self}),)

    def __instancecheck__(self, instance: object) -> bool:
        return False  # nothing that the code under test is handed is a torch.Tensor

    def __subclasscheck__(self, subclass: type) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<stand-in for {self.__name__}>"

    def __hash__(self) -> int:
        return id(self)

    def __enter__(self) -> StandIn:
        self.use()
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __setitem__(self, key: object, value: object) -> None:
        self.use()

    def __delitem__(self, key: object) -> None:
        self.use()

    def __iter__(self) -> Iterator[object]:
        self.become_plain()
        return iter(())

    def __len__(self) -> int:
        self.become_plain()
        return 0

    def __bool__(self) -> bool:
        self.become_plain()
        return False

    def __int__(self) -> int:
        self.become_plain()
        return 0

    __index__ = __int__

    def __float__(self) -> float:
        self.become_plain()
        return 0.0

    def __complex__(self) -> complex:
        self.become_plain()
        return 0j

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __contains__(self, item: object) -> bool:
        self.become_plain()
        return False

    def __array__(self, *args: object, **kwargs: object) -> Any:
        self.become_plain()
        import numpy as np

        return np.zeros(())


_OPERATORS = (
    "add sub mul matmul truediv floordiv mod pow and or xor lshift rshift "
    "radd rsub rmul rmatmul rtruediv rfloordiv rmod rpow rand ror rxor "
    "neg pos invert abs lt le gt ge eq ne getitem"
)


def _passes_on(self: StandIn, *args: object) -> StandIn:
    self.use()
    return self


for _name in _OPERATORS.split():
    setattr(StandIn, f"__{_name}__", _passes_on)


def _is_written(frame: types.FrameType) -> bool:
    """Whether a frame is at an attribute, as in ``torch.Tensor``, and not in a call."""
    operation = dis.opname[frame.f_code.co_code[frame.f_lasti]]
    return operation.startswith(("LOAD_ATTR", "LOAD_METHOD", "IMPORT_"))
