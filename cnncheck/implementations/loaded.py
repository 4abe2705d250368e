"""The functions of one submission: loaded when asked for, and one question to one of them.

Imported by the worker process, and by this one when nothing is isolated.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.calls import Reply
from cnncheck.implementations.absent import not_asked
from cnncheck.implementations.answered import Answered, answers
from cnncheck.implementations.righted import righted
from cnncheck.outcomes import Outcome
from cnncheck.submission.forbid import Use, find_use, hint
from cnncheck.submission.locating import Layout, Locator, MissingError, NoFileError
from cnncheck.submission.project import Project, dotted
from cnncheck.submission.source import LoadError
from cnncheck.submission.traps import traps

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.calls import Call, Places

Function = Callable[..., object]


class Submission:
    """People's code, loaded as it is asked for.

    Parameters
    ----------
    layout : Layout
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._project = Project(Path(layout.root), layout.files, layout.allow, layout.label)
        self._locator = Locator(layout, self._project)
        self._found: dict[str, tuple[Function, str, str]] = {}
        self._answered = Answered()
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
            file, name = self._locator.locate(function)
            module = self._project.load_within(file)
        except LoadError as error:
            return Reply(None, Outcome.LOAD_ERROR, error.message, error.hint, error.log)
        except NoFileError as error:
            return Reply(None, Outcome.NOT_ASKED, error.message, error.hint)
        except MissingError as missing:
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
            reply = self._answered.reply(asked, forbid, functions, self._done)
        notes = [] if reply.outcome is Outcome.PASSED else self.notes(file)
        return replace(reply, log="\n".join([*notes, reply.log]).strip()) if notes else reply

    def _done(self, asked: Call, functions: Mapping[str, Function]) -> dict[Places, Reply]:
        return answers(asked, functions, self._project.own, self._project.phase)

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


def _callables(module: object) -> list[str]:
    own = [name for name, value in vars(module).items() if callable(value)]
    return [name for name in own if not name.startswith("__")]
