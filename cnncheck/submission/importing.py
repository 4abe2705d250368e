"""What ``import`` means inside a submission.

Its own files come first, from a registry of their own; NumPy, SciPy, the standard library and
what is allowed besides are really imported; anything else is a stand-in, except where the file
itself provides for its absence (``try: import cupy as xp``). Imported by the worker process.
"""

from __future__ import annotations

import ast
import builtins
import importlib.machinery
import importlib.util
import sys
import types
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from cnncheck.submission.leaks import FOLDER
from cnncheck.submission.magics import WHOLE
from cnncheck.submission.standins import StandIn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cnncheck.submission.phase import Phase

_CATCHES_IMPORT_ERROR = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
_TOP = PurePosixPath(".")


class Importer:
    """Stands in for ``__import__`` in a submission's modules.

    Parameters
    ----------
    files : set of str
        The submission's files, below its root.
    phase : Phase
        Shared with the stand-ins; says what may really be imported.
    load : callable
        Returns the module of a file.
    itself : str, optional
        What the whole is called, which may be a package and import itself by that name.

    Attributes
    ----------
    optional : dict of str to set of int
        By file name of the compiled code, the lines on which a missing package is provided for.
    sees : callable
        Returns what a submission sees of a module that is really imported.
    """

    sees: Callable[[types.ModuleType], types.ModuleType] = staticmethod(lambda module: module)

    def __init__(
        self,
        files: frozenset[str],
        phase: Phase,
        load: Callable[[str], types.ModuleType],
        itself: str = "",
    ) -> None:
        self._itself = itself
        self.optional: dict[str, set[int]] = {}
        self._files = files
        self._folders = {str(folder) for name in files for folder in PurePosixPath(name).parents}
        self._phase = phase
        self._load = load
        self._bare: dict[str, types.ModuleType] = {}

    def __call__(
        self,
        name: str,
        globals: dict[str, Any] | None = None,
        locals: object = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> object:
        """Import as the statement does."""
        if name.startswith(WHOLE):
            found = self(name.removeprefix(WHOLE), globals, locals, fromlist, level)
            return _whole(found) if type(found) is types.ModuleType else found
        folder = PurePosixPath((globals or {}).get(FOLDER, "."))
        for _ in range(level - 1):
            folder = folder.parent
        top = name.partition(".")[0]
        for place in (folder,) if level else (folder, _TOP, *self._between(folder, top)):
            if self._is_own(place, top) or (level and not name):
                return self._import_own(place, name, fromlist or ())
        if not level and top == self._itself and self._file(_TOP) is not None:
            return self._import_itself(name.partition(".")[2], fromlist or ())
        if not level and top in self._phase.allowed:
            return self.sees(builtins.__import__(name, globals, None, fromlist or (), 0))
        caller = sys._getframe(1)
        if caller.f_lineno in self.optional.get(caller.f_code.co_filename, ()):
            self.note_absence(top, caller)
            self._unbound(name, fromlist or (name,))
            raise ModuleNotFoundError(f"{top} is not there while code is checked", name=top)
        return self._stand_in(name, bool(fromlist))

    def _between(self, folder: PurePosixPath, top: str) -> Iterable[PurePosixPath]:
        """Return where else a package may be: code is run from within, or installed from ``src``.

        Nothing of the kind takes the place of what is really imported.
        """
        return () if top in self._phase.allowed else (*folder.parents, PurePosixPath("src"))

    def note_absence(self, package: str, caller: types.FrameType) -> None:
        """Note that the code looks for a package, and that it is told that there is none."""
        place = caller.f_code.co_filename, caller.f_lineno
        self._phase.fallbacks.setdefault(package, place)

    def _unbound(self, module: str, names: Iterable[str]) -> None:
        self._phase.unbound.update(dict.fromkeys(names, module))

    def _stand_in(self, name: str, deepest: bool) -> StandIn:
        top, *rest = name.split(".")
        first = last = StandIn(top, self._phase)
        for part in rest:
            last = last.child(part)
        return last if deepest else first

    def _is_own(self, folder: PurePosixPath, top: str) -> bool:
        if folder == _TOP and top in sys.modules and top in sys.stdlib_module_names:
            return False  # as in Python: what is imported already is not replaced
        path = folder / top
        return bool(top) and (self._file(path) is not None or str(path) in self._folders)

    def _file(self, path: PurePosixPath) -> str | None:
        """Return the file of a module: ``a/b`` -> ``a/b/__init__.py`` or ``a/b.py``."""
        candidates = [str(path / "__init__.py"), f"{path}.py"]
        candidates += [f"{path}{suffix}" for suffix in importlib.machinery.EXTENSION_SUFFIXES]
        candidates.append(f"{path}.ipynb")  # as import_ipynb and the like find it
        return next((name for name in candidates if name in self._files), None)

    def _import_own(self, folder: PurePosixPath, name: str, fromlist: Sequence[str]) -> object:
        path = folder
        modules = [] if name else [self._module(folder)]
        for part in name.split(".") if name else ():
            path = path / part
            try:
                modules.append(self._module(path))
            except ModuleNotFoundError:
                self._unbound(name, fromlist)
                raise
            if len(modules) > 1:
                setattr(modules[-2], part, modules[-1])
        if not fromlist:
            return modules[0]
        last = modules[-1]
        for item in fromlist:
            if item != "*" and not hasattr(last, item) and self._is_own(path, item):
                setattr(last, item, self._module(path / item))
        return last

    def _import_itself(self, rest: str, fromlist: Sequence[str]) -> object:
        """Import the package that the whole folder is, by the folder's name."""
        if not rest:
            return self._import_own(_TOP, "", fromlist)
        inner, whole = self._import_own(_TOP, rest, fromlist), self._module(_TOP)
        first = rest.partition(".")[0]
        setattr(whole, first, self._module(_TOP / first))
        return inner if fromlist else whole

    def _module(self, path: PurePosixPath) -> types.ModuleType:
        """Return a file's module, or an empty one for a folder without ``__init__.py``."""
        name = self._file(path)
        if name is not None:
            return self._load(name)
        if str(path) not in self._folders:
            raise ModuleNotFoundError(f"there is no {path}.py in the submission", name=str(path))
        return self._bare.setdefault(str(path), types.ModuleType(path.name))


def _whole(module: types.ModuleType) -> types.ModuleType:
    """Return a module of which ``*`` means all names, also those with an underscore."""
    every = {name: value for name, value in vars(module).items() if not name.startswith("__")}
    its = types.ModuleType(module.__name__)
    vars(its).update(every, __all__=[*every])
    return its


def allowed(packages: Iterable[str]) -> frozenset[str]:
    """Return what may really be imported by a submission.

    Parameters
    ----------
    packages : iterable of str
        Besides NumPy with its ml_dtypes, the standard library, and SciPy where it is installed.
    """
    scipy = {"scipy"} if importlib.util.find_spec("scipy") else set()
    return frozenset({"numpy", "ml_dtypes", *scipy, *sys.stdlib_module_names, *packages})


def optional_lines(body: Sequence[ast.stmt]) -> set[int]:
    """Return the lines on which a failing import is provided for.

    Parameters
    ----------
    body : sequence of ast.stmt
        Of a module or of a notebook's cell.
    """
    lines: set[int] = set()
    for root in body:
        for node in ast.walk(root):
            if isinstance(node, ast.Try) and any(map(_catches_import_error, node.handlers)):
                for part in node.body:
                    lines.update(range(part.lineno, (part.end_lineno or part.lineno) + 1))
    return lines


def _catches_import_error(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    names = {part.id for part in ast.walk(handler.type) if isinstance(part, ast.Name)}
    return bool(names & _CATCHES_IMPORT_ERROR)
