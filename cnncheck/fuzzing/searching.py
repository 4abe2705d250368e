"""Driving hypothesis: a test that fails is the way to tell it what to shrink."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky

from cnncheck.sandbox.folders import temporary_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from hypothesis import strategies as st

    from cnncheck.operators.case import Case

    Kinds = Callable[[Case], list[str]]


class _Wrong(Exception):  # noqa: N818 - it is how hypothesis is told, and nobody else sees it
    """A case fails; hypothesis tells bugs apart by the subclass, one for each kind."""


class Stop(BaseException):
    """Ends a search from within, past hypothesis, which catches every ordinary exception."""


def search(cases: st.SearchStrategy[Case], kinds: Kinds, *, examples: int, seed: int) -> None:
    """Put drawn cases to a judge until one of each kind of failure is shrunk.

    Parameters
    ----------
    cases : strategy
    kinds : callable
        Judges a case and returns the kinds of failures that it shows; remembers what it needs.
        May raise `Stop`.
    examples : int
        Cases to draw while nothing fails.
    seed : int
        The same seed draws the same cases.
    """
    classes: dict[str, type[_Wrong]] = {}

    def test(case: Case) -> None:
        for kind in kinds(case)[:1]:
            raise classes.setdefault(kind, type("Wrong", (_Wrong,), {}))(kind)

    settings = hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        print_blob=False,
        report_multiple_bugs=True,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
    )
    drawn = hypothesis.seed(seed)(settings(hypothesis.given(cases)(test)))
    with _home_elsewhere(), _of_no_module(), contextlib.suppress(Stop, Flaky, _Wrong):
        try:
            drawn()
        except BaseExceptionGroup as several:
            # Several kinds of failures, or one that comes and goes; all are remembered by now.
            _, others = several.split((_Wrong, Flaky))
            if others is not None:
                raise others from None


@contextlib.contextmanager
def _home_elsewhere() -> Iterator[None]:
    """Keep hypothesis from leaving a folder of its own where the command is run."""
    with temporary_folder() as folder:
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)


@contextlib.contextmanager
def _of_no_module() -> Iterator[None]:
    """Keep hypothesis from drawing numbers that stand in the modules that are imported.

    It reads them all for that, and the same seed would draw other cases where others are imported.
    """
    try:
        from hypothesis.internal.conjecture import providers
        from hypothesis.internal.constants_ast import Constants

        read, nothing = providers._get_local_constants, Constants()
    except (ImportError, AttributeError):  # of a version where they are elsewhere: they are read
        yield
        return
    providers._get_local_constants = lambda: nothing
    try:
        yield
    finally:
        providers._get_local_constants = read
