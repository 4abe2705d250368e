"""The modules of one submission, run apart from everybody else's.

They live in a registry of their own, not in ``sys.modules``: three hundred students call their
file ``solution.py``, and one who calls it ``queue.py`` must not break the standard library.
Imported by the worker process: the standard library, and of ours what imports nothing further.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
import sys
import types
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from cnncheck.submission import source, tracebacks
from cnncheck.submission.importing import Importer, allowed, optional_lines
from cnncheck.submission.leaks import FOLDER, bound_names, suspect
from cnncheck.submission.phase import Phase
from cnncheck.submission.source import LoadError, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Project:
    """A folder of modules under test.

    Parameters
    ----------
    root : Path
        The folder that holds the private copies.
    files : iterable of str
        Paths below `root`, with ``/``.
    allow : iterable of str
        Packages that may really be imported, besides NumPy, SciPy and the standard library.
    itself : str, optional
        As of an `Importer`.

    Attributes
    ----------
    phase : Phase
        Whether something is being loaded.
    notes : list of (str, str)
        What was left out so far: of which file, and in words.
    """

    def __init__(
        self, root: Path, files: Iterable[str], allow: Iterable[str] = (), itself: str = ""
    ) -> None:
        self.root = root
        self.files = frozenset(files)
        self.phase = Phase(allowed(allow))
        self.notes: list[tuple[str, str]] = []
        self._sources: dict[str, Source] = {}
        self._modules: dict[str, types.ModuleType] = {}
        self._failed: dict[str, LoadError] = {}
        self._shown = {str(root / name): name for name in self.files}
        self._importer = Importer(self.files, self.phase, self.load, itself)
        self._changed: Callable[[ast.stmt, str], ast.stmt] = lambda statement, _: statement
        self._builtins = {**vars(builtins), "__import__": self._importer}

    def own(self, filename: str) -> str | None:
        """Return the name of a file that belongs to the submission, else ``None``."""
        return self._shown.get(filename)

    def source(self, name: str) -> Source:
        """Return a file, parsed.

        Raises
        ------
        LoadError
        """
        if name not in self._sources:
            parsed = source.read(self.root / name, name)
            self._sources[name] = parsed
            for filename, body in parsed.parts:
                self._shown[filename] = filename if parsed.notebook else name
                self._importer.optional[filename] = optional_lines(body)
            self.notes.extend((name, note) for note in parsed.notes)
        return self._sources[name]

    def load(self, name: str) -> types.ModuleType:
        """Return a file's module, run on first use.

        Raises
        ------
        LoadError
            The same one every time.
        """
        if name in self._failed:
            raise self._failed[name]
        if name not in self._modules:
            loading, used = self.phase.loading, self.phase.used
            self.phase.loading, self.phase.used = True, None
            try:
                self._run(name)
            except LoadError as error:
                self._modules.pop(name, None)
                self._failed[name] = error
                raise
            finally:
                self.phase.loading = loading
                self.phase.used = self.phase.used if used is None else used
        return self._modules[name]

    def load_within(self, name: str) -> types.ModuleType:
        """Return a file's module as Python would: the packages that it is in are loaded first.

        Files that import one another in a circle can be loaded in that order alone.

        Raises
        ------
        LoadError
        """
        for folder in reversed(PurePosixPath(name).parents):
            package = str(folder / "__init__.py")
            if package in self.files and package != name:
                with suppress(LoadError):  # told where something needs it
                    self.load(package)
        return self.load(name)

    def run_changed(
        self,
        modules: Callable[[types.ModuleType], types.ModuleType],
        statements: Callable[[ast.stmt, str], ast.stmt],
        names: dict[str, Any],
    ) -> None:
        """Let files see other modules in place of those that are really imported, and run changed.

        Parameters
        ----------
        modules : callable
            Returns what is seen of a module.
        statements : callable
            Returns what is run in place of a statement at the top of a file.
        names : dict of str to value
            What these may use.
        """
        self._importer.sees = modules
        self._changed = statements
        self._builtins |= names

    def namespaces(self) -> list[dict[str, Any]]:
        """Return the global names of all modules that are loaded."""
        return [vars(module) for module in self._modules.values()]

    def trees(self) -> dict[str, ast.Module]:
        """Return the syntax trees of all files parsed so far, by dotted module name."""
        return {dotted(name): parsed.tree for name, parsed in self._sources.items()}

    def _new_module(self, name: str) -> types.ModuleType:
        module = types.ModuleType(dotted(name))
        module.__file__ = str(self.root / name)
        module.__dict__["__builtins__"] = self._builtins
        module.__dict__[FOLDER] = str(PurePosixPath(name).parent)
        # Dataclasses look the annotations of a class up in the module of this name.
        before = sys.modules.get(module.__name__)
        free = before is None or hasattr(before, FOLDER)
        if module.__name__ and free and module.__name__ not in sys.stdlib_module_names:
            sys.modules[module.__name__] = module
        return module

    def _run(self, name: str) -> None:
        if PurePosixPath(name).suffix not in (".py", ".ipynb"):
            self._modules[name] = _extension(self.root / name, name)
            return
        parsed = self.source(name)
        module = self._modules[name] = self._new_module(name)
        if parsed.notebook:
            self._run_definitions(parsed, module)
        else:
            self._run_whole(parsed, module)

    def _run_whole(self, parsed: Source, module: types.ModuleType) -> None:
        """Run a file as Python does; if its demonstration fails, run its definitions."""
        (filename, body) = parsed.parts[0]
        name = parsed.shown
        try:
            compile(ast.Module(list(body), []), filename, "exec", dont_inherit=True)
            for node in body:
                self._run_statement(node, filename, parsed.flags, module)
        except Exception as error:
            stops = self.phase.used is None and not _lacks_ipython(error)
            if stops and not _has_functions(module, filename):
                raise self._load_error(name, error) from None
            at = tracebacks.place(error, self.own)
            note = f"{name} raised {tracebacks.summary(error)} while it was loaded ({at}); "
            self.notes.append((name, note + "only imports, definitions and constants were kept"))
            vars(module).clear()
            vars(module).update(vars(self._new_module(name)))
            self._run_definitions(parsed, module)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise self._load_error(name, error) from None

    def _run_definitions(self, parsed: Source, module: types.ModuleType) -> None:
        """Run imports, definitions and what they need, one by one; what raises is left out."""
        for filename, node in parsed.definitions():
            try:
                self._run_statement(node, filename, parsed.flags, module)
            except Exception as error:
                at = tracebacks.place(error, self.own) or parsed.shown
                note = f"{at} was left out: {tracebacks.summary(error)}"
                self.notes.append((parsed.shown, note))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raise self._load_error(parsed.shown, error) from None

    def _run_statement(
        self, node: ast.stmt, filename: str, flags: int, module: types.ModuleType
    ) -> None:
        """Run one statement; names that owe what they are to a stand-in become one."""
        code = compile(
            ast.Module([self._changed(node, filename)], []),
            filename,
            "exec",
            flags,
            dont_inherit=True,
        )
        used, leaks = self.phase.used, self.phase.leaks
        self.phase.used, self.phase.leaks = None, {}
        try:
            exec(code, vars(module))
        except Exception:
            if (standin := self.phase.used) is not None:
                vars(module).update(dict.fromkeys(bound_names(code), standin))
            raise
        finally:
            suspect(self.phase.leaks.values())
            self.phase.leaks = leaks
            if used is not None:  # a stand-in is false, and being asked whether it is counts as use
                self.phase.used = used

    def _load_error(self, name: str, error: BaseException) -> LoadError:
        if isinstance(error, LoadError):
            return error
        at = tracebacks.place(error, self.own)
        missing = getattr(error, "name", None) if type(error) is ModuleNotFoundError else None
        hint = tracebacks.missing_file_hint(error, self.files) or (
            "Code outside of functions runs when the file is loaded; move demonstrations below "
            "`if __name__ == '__main__':`."
        )
        if missing and (package := missing.partition(".")[0]) not in self.phase.allowed:
            hint = f"Where {package} is installed, --allow {package} imports it."
        if type(error) is ImportError and "cannot import name" in str(error):
            hint = (
                "What is imported is not among the files: hand over the whole folder; where it is compiled, "
                "build it first, or let the code do without it."
            )
        return LoadError(
            f"{name} cannot be loaded: {tracebacks.summary(error)}{f' ({at})' if at else ''}",
            hint,
            tracebacks.told(error, self.own),
        )


def dotted(name: str) -> str:
    """``conv/forward.py`` -> ``conv.forward``."""
    path = PurePosixPath(name)
    parts = path.parent.parts if path.stem == "__init__" else path.with_suffix("").parts
    return ".".join(parts)


def _has_functions(module: types.ModuleType, filename: str) -> bool:
    return any(
        isinstance(value, types.FunctionType) and value.__code__.co_filename == filename
        for value in vars(module).values()
    )


def _lacks_ipython(error: Exception) -> bool:
    """Whether code that was exported from a notebook misses what only IPython defines."""
    return type(error) is NameError and error.name == "get_ipython"


def _extension(path: Path, name: str) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(path.name.partition(".")[0], path)
    if spec is None or spec.loader is None:
        raise LoadError(f"{name} cannot be loaded: it is no extension module of this Python")
    try:
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except BaseException as error:
        raise LoadError(f"{name} cannot be loaded: {tracebacks.summary(error)}") from None
    return module
