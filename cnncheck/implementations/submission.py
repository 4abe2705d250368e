"""The functions of one submission: where each is, and one question to one of them.

Imported by the worker process, and by this one when nothing is isolated.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cnncheck.implementations.base import Reply
from cnncheck.implementations.calling import call
from cnncheck.implementations.distil import bound_at_top
from cnncheck.implementations.earlier import Earlier
from cnncheck.implementations.forbid import Use, find_use, hint
from cnncheck.implementations.project import Project, dotted
from cnncheck.implementations.righted import righted
from cnncheck.implementations.source import LoadError
from cnncheck.implementations.stepping import Steps
from cnncheck.implementations.traps import traps
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.calls import Call, From, Step

Function = Callable[..., object]

DID_YOU_MEAN = "Did you mean "
"""How the hint begins where a function is nearly there."""

NEAR = 0.8
"""Likeness from which on a name is taken for a slip: ``pool_backward`` is for ``pool_back``."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a submission's copies are, as the supervisor tells the worker.

    Attributes
    ----------
    label : str
        What reports call it.
    root : str
        The folder with the private copies.
    files : tuple of str
        Below `root`, with ``/``.
    entry : str, optional
        The one file that is checked; ``None`` for a folder, where functions are looked for.
    bind : dict of str to str
        Function name to ``file.py:name`` or ``name``.
    allow : tuple of str
        Packages that may really be imported.
    known : tuple of str
        All functions that can be asked for: none is a misspelled other one.
    notes : tuple of str
        What a report says of the files.
    names : dict of str to str
        What functions are called, by what they are asked for, where no `bind` says otherwise.
    """

    label: str
    root: str
    files: tuple[str, ...]
    entry: str | None = None
    bind: dict[str, str] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)


class Submission:
    """People's code, loaded as it is asked for.

    Parameters
    ----------
    layout : Layout
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._project = Project(Path(layout.root), layout.files, layout.allow)
        self._found: dict[str, tuple[Function, str, str]] = {}
        self._earlier = Earlier()
        self._uses: dict[tuple[str, str, tuple[str, ...]], Use | None] = {}

    def notes(self, file: str | None = None) -> list[str]:
        """Return what was left out or chosen while loading: of one file, or of all."""
        return [note for name, note in self._project.notes if file in (None, name)]

    def fallbacks(self) -> list[str]:
        """Say which packages the code does without, as it provides for that itself."""
        return [
            f"{package} is not imported, which {self._project.own(file) or file}, line {line}, "
            f"provides for: that was checked; --allow {package} checks what runs with it"
            for package, (file, line) in self._project.phase.fallbacks.items()
        ]

    def find(self, function: str) -> Reply | None:
        """Load what a function needs.

        Returns
        -------
        Reply, optional
            ``None`` when it is there; else why it is not.
        """
        if function in self._found:
            return None
        try:
            file, name = self._locate(function)
            module = self._project.load(file)
        except LoadError as error:
            return Reply(None, Outcome.LOAD_ERROR, error.message, error.hint, error.log)
        except _NoFileError as error:
            return Reply(None, Outcome.NOT_ASKED, error.message, error.hint)
        except _MissingError as missing:
            return self._not_asked(function, missing.found)
        value = getattr(module, name, None)
        if not callable(value):
            return self._not_asked(function, _callables(module))
        self._found[function] = (value, file, name)
        return None

    def ask(self, asked: Call, forbid: Sequence[str] = ()) -> Reply:
        """Call a function, unless it is not there or uses what it may not.

        Parameters
        ----------
        asked : Call
        forbid : sequence of str
            Dotted names.
        """
        for each in asked.functions:
            if (absent := self.find(each)) is not None:
                return absent
        function = asked.function
        _, file, name = self._found[function]
        if forbid and (use := self._forbidden_use(file, name, tuple(forbid))):
            where = f"{self._shown(use.module)}, line {use.line}"
            message = f"{function} uses {use.name} ({where})"
            return Reply(None, Outcome.FORBIDDEN, message, hint(use.name))
        with traps(forbid, self._project.namespaces()), self._righted(asked.instead):
            functions = {each: self._found[each][0] for each in asked.functions}
            reply = self._done(asked.steps, functions, asked.read)
        if asked.read:
            reply = self._earlier.look(asked, reply)
        notes = [] if reply.outcome is Outcome.PASSED else self.notes(file)
        return replace(reply, log="\n".join([*notes, reply.log]).strip()) if notes else reply

    def _done(
        self, steps: Sequence[Step], functions: Mapping[str, Function], read: Sequence[From]
    ) -> Reply:
        return call(Steps(steps, functions, read), self._project.own, self._project.phase)

    def _righted(self, instead: tuple[str, int] | None) -> AbstractContextManager[None]:
        """Let a right function stand for one of the code's own, wherever it is called."""
        if instead is None or self.find(instead[0]) is not None:
            return nullcontext()
        return righted(self._project.namespaces(), self._found[instead[0]][0], instead[1])

    def _not_asked(self, function: str, found: Iterable[str]) -> Reply:
        layout = self._layout
        called = function if function in layout.bind else layout.names.get(function, function)
        known = (*layout.known, *layout.names.values())  # nobody meant one of these by another
        reply = not_asked(layout.label, called, found, known)
        return replace(reply, log="\n".join(self.notes()))

    def _forbidden_use(self, file: str, name: str, forbid: tuple[str, ...]) -> Use | None:
        if (key := (file, name, forbid)) not in self._uses:
            self._uses[key] = find_use(self._project.trees(), dotted(file), name, forbid)
        return self._uses[key]

    def _shown(self, module: str) -> str:
        return next((name for name in self._layout.files if dotted(name) == module), module)

    def _locate(self, function: str) -> tuple[str, str]:
        """Return the file and the name of a function."""
        target = self._layout.bind.get(function, self._layout.names.get(function))
        file, _, name = (target or function).rpartition(":")
        if file:
            return self._bound_file(file, function), name
        if self._layout.entry is not None:
            return self._layout.entry, name
        return self._search(name), name

    def _bound_file(self, file: str, function: str) -> str:
        wanted = PurePosixPath(file.replace("\\", "/")).parts
        paths = {name: PurePosixPath(name).parts for name in self._layout.files}
        matches = [name for name, parts in paths.items() if parts[-len(wanted) :] == wanted]
        if not matches:
            raise _NoFileError(
                f"{function} is bound to {file}, which {self._layout.label} does not have",
                f"It has {', '.join(sorted(self._layout.files)[:8])}.",
            )
        return min(matches, key=len)

    def _search(self, name: str) -> str:
        """Look in all files of a folder for the one that defines a name."""
        defining: dict[str, ast.stmt] = {}
        importing: dict[str, ast.stmt] = {}
        broken: list[LoadError] = []
        found: set[str] = set()
        for file in sorted(self._layout.files, key=_reading_order):
            if PurePosixPath(file).suffix != ".py":
                continue
            try:
                body = self._project.source(file).tree.body
            except LoadError as error:
                broken.append(error)
                continue
            for bound, node in bound_at_top(body):
                imports = isinstance(node, (ast.Import, ast.ImportFrom))
                if bound == name:
                    (importing if imports else defining)[file] = node
                elif isinstance(node, ast.FunctionDef):
                    found.add(bound)
        if not (candidates := defining or importing):
            if broken:
                raise broken[0]
            raise _MissingError(found)
        return self._choose(name, candidates)

    def _choose(self, name: str, candidates: Mapping[str, ast.stmt]) -> str:
        """Prefer the file that is called like the function; say so where that is a guess."""
        named = [file for file in candidates if PurePosixPath(file).stem.lower() == name.lower()]
        chosen = (named or list(candidates))[0]
        if len({ast.dump(node) for node in candidates.values()}) > 1 and not named:
            note = (
                f"{name} is defined in {' and '.join(candidates)}; {chosen} was checked "
                f"(choose with --bind {name}=FILE:{name})"
            )
            if note not in self.notes(chosen):
                self._project.notes.append((chosen, note))
        return chosen


class _NoFileError(Exception):
    """A function is bound to a file that is not there."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


class _MissingError(Exception):
    """A function is nowhere in a folder."""

    def __init__(self, found: set[str]) -> None:
        super().__init__(found)
        self.found = found


def _reading_order(file: str) -> tuple[bool, int, str]:
    """Put tests and copies last, and deeper folders after their parents."""
    path = PurePosixPath(file)
    aside = any(
        word in part.lower() for part in path.parts for word in ("test", "old", "backup", "copy")
    )
    return aside, len(path.parts), file


def _callables(module: object) -> list[str]:
    own = [name for name, value in vars(module).items() if callable(value)]
    return [name for name in own if not name.startswith("__")]


def not_asked(
    implementation: str, function: str, found: Iterable[str], known: Sequence[str] = ()
) -> Reply:
    """Return the reply for a function that is not there.

    Parameters
    ----------
    implementation, function : str
    found : iterable of str
        The functions that are there.
    known : sequence of str, optional
        All functions that can be asked for.
    """
    others = sorted(name for name in found if not name.startswith("_"))
    message = f"{implementation} has no function {function}"
    if near := _near_miss(function, others, known):
        advice = f"{DID_YOU_MEAN}{near}? Then rename it, or say --bind {function}={near}."
    elif others:
        shown = ", ".join(others[:8]) + (", ..." if len(others) > 8 else "")
        advice = f"It has {shown}. Define {function}, or name another with --bind {function}=NAME."
    else:
        advice = f"It defines no function at all; define {function}."
    return Reply(None, Outcome.NOT_ASKED, message, advice)


def _near_miss(function: str, others: Iterable[str], known: Sequence[str]) -> str | None:
    """Return the name that is this one but for its case, its underscores or a slip of the hand.

    A word in front makes another function of it: ``avg_pool_forward`` is not ``pool_forward``.
    """

    def likeness(name: str, to: str) -> float:
        name, to = _plain(name), _plain(to)
        return difflib.SequenceMatcher(None, to, name).ratio() if name[:1] == to[:1] else 0.0

    alike = {name: likeness(name, function) for name in others if name not in known}
    meant = [
        name
        for name, share in alike.items()
        if share >= max([NEAR, *(likeness(name, each) for each in known)])
    ]
    return max(meant, key=lambda name: alike[name], default=None)


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
