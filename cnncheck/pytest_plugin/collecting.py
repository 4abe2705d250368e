"""Case files and their passes as pytest's collectors and items."""

from __future__ import annotations

import shlex
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from cnncheck.cases.discovery import shown_path
from cnncheck.cases.loading import load_cases
from cnncheck.cases.selection import Selection, select
from cnncheck.errors import CnncheckError
from cnncheck.operators import OPERATORS
from cnncheck.outcomes import Outcome
from cnncheck.pytest_plugin import CASE, PREFIX, asking_of, options_of
from cnncheck.pytest_plugin.ending import OUTCOME
from cnncheck.rendering.wording import printable
from cnncheck.report.console import failure_text
from cnncheck.report.failures import sentence
from cnncheck.report.hidden import redacted_result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from os import PathLike

    from _pytest._code.code import ExceptionInfo, TerminalRepr

    from cnncheck.operators.case import Case
    from cnncheck.report.report import Result


class CaseFailed(Exception):  # noqa: N818 - named as what happened, for the one line in a summary
    """A pass did not pass."""

    def __init__(self, result: Result) -> None:
        super().__init__(sentence(redacted_result(result).verdict))
        self.result = result


class CaseFile(pytest.File):
    """One case file."""

    def collect(self) -> Iterator[pytest.Collector]:
        """Yield a collector for each case that is written, its matrix with it, in file order."""
        config = self.config
        chosen = Selection(dtypes=tuple(config.getoption("--cnncheck-dtype") or ()))
        cases, _ = select(load_cases(self.path, OPERATORS), chosen, options_of(config).algorithm)
        for name, variants in groupby(cases, key=lambda case: case.name):
            yield CaseGroup.from_parent(self, name=name, cases=tuple(variants))

    def repr_failure(  # type: ignore[override]  # as pytest's own Collector has it
        self, excinfo: ExceptionInfo[BaseException]
    ) -> str | TerminalRepr:
        """Show all that is wrong with the file, each fault with its line and column."""
        if isinstance(excinfo.value, CnncheckError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)


class CaseGroup(pytest.Collector):
    """One case as written: a class of tests, as it were, with the passes for its methods."""

    def __init__(self, *, name: str, cases: tuple[Case, ...], parent: CaseFile) -> None:
        super().__init__(_as_node(name), parent)
        self.cases = cases

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each pass of each variant."""
        for case in self.cases:
            for name in case.passes:
                yield CasePass.from_parent(self, case=replace(case, passes=(name,)))


class CasePass(pytest.Item):
    """One pass of one case: ``file.yaml::name::pass[variant]``.

    The variant comes last, where pytest has the parameters of a test, so that all that pytest and
    its plugins do with ids works: ``file.yaml::name::pass`` selects every variant.
    """

    def __init__(self, *, case: Case, parent: CaseGroup) -> None:
        (pass_name,) = case.passes
        variant = case.shown_variant
        super().__init__(f"{pass_name}[{variant}]" if variant else pass_name, parent)
        self.case = self.stash[CASE] = case
        self.extra_keyword_matches |= {case.operator, case.dtype, *case.tags}

    def runtest(self) -> None:
        """Ask both sides.

        Raises
        ------
        CaseFailed
        """
        items = self.session.items
        cases = (item.case for item in items if isinstance(item, CasePass))
        asking = asking_of(self.config, cases)
        if asking.is_late:
            said = f"stopped after {asking.options.time_limit:g} s ({PREFIX}time-limit)"
            self.session.shouldfail = said
            pytest.skip(said)
        group = _as_node(self.case.name)
        words = ["pytest", f"{shown_path(str(self.path))}::{group}::{self.name}"]
        words += ["--cnncheck-impl", asking.source] if asking.source != "builtin" else []
        words += asking.options.words(PREFIX)
        result = asking.ask(self.case, shlex.join(words))
        if result.verdict.outcome is Outcome.UNSUPPORTED:
            passes = (item for item in self.session.items if isinstance(item, CasePass))
            result = asking.settle(result, (item.case for item in passes))
        verdict = redacted_result(result).verdict
        self.user_properties.append((OUTCOME, verdict.outcome.value))
        if verdict.outcome in asking.options.excused:
            pytest.skip(printable(" ".join(filter(None, (f"{verdict.message}.", verdict.hint)))))
        if verdict.outcome is Outcome.NOT_WRITTEN and not asking.is_news(result.function):
            pytest.skip(verdict.message)
        if not verdict.outcome.passed:
            raise CaseFailed(result)

    def repr_failure(
        self, excinfo: ExceptionInfo[BaseException], style: object = None
    ) -> str | TerminalRepr:
        """Show a failure as ``cnncheck run`` shows it, and what cnncheck says in one sentence."""
        error = excinfo.value
        if isinstance(error, CaseFailed):
            if error.result.verdict.outcome is Outcome.NOT_WRITTEN:
                return str(error)
            return failure_text(error.result, verbose=max(0, self.config.get_verbosity()))
        if isinstance(error, CnncheckError):
            return str(error)
        if self.case.hidden:  # a traceback with its values would show the case
            return f"cnncheck itself failed on a hidden case: {type(error).__name__}"
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[PathLike[str] | str, int | None, str]:
        """Point at the case's line in its file."""
        where = self.case.where
        line = where.line - 1 if where and where.line else None
        return self.path, line, f"{self.case.name}.{self.name}"


def _as_node(name: str) -> str:
    """Return a case's name as it can stand in an id, which pytest splits at ``::`` and the first ``[``."""
    ended = name.removesuffix(":") + "." if name.endswith(":") else name
    return ended.translate(str.maketrans("[]", "()"))
