"""``pytest cases/ --cnncheck-impl solution.py``: case files as test files.

pytest loads this module in every environment that has cnncheck, in foreign projects too, so
importing it costs nothing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, get_args

import pytest

from cnncheck.dtypes import Dtype
from cnncheck.options import SAID, flag_of
from cnncheck.pytest_plugin.ending import REFUSED, Ending
from cnncheck.pytest_plugin.meant import LOOKING, args_source, is_case_file, paths_beside

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from _pytest.terminal import TerminalReporter

    from cnncheck.operators.case import Case
    from cnncheck.options import Options, Said
    from cnncheck.pytest_plugin.case_items import Asking

PREFIX = "--cnncheck-"
CASE: pytest.StashKey[Case] = pytest.StashKey()
"""Of an item: the case with the one pass that it asks."""
_ASKING = pytest.StashKey["Asking"]()
_BESIDE = pytest.StashKey[list[str]]()
_FOUND = pytest.StashKey[dict[str, list[str]]]()
_NOTES = pytest.StashKey[list[str]]()


_REFERENCES = ("torch", "definition")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what is chosen on the command line and in the ini file."""
    group = parser.getgroup("cnncheck", "CNN layers against PyTorch")
    group.addoption(
        "--cnncheck", action="store_true", help="Take every YAML file for a file of cases."
    )
    group.addoption(
        "--cnncheck-impl",
        metavar="SOURCE",
        help="The code to check: builtin, a .py file, a folder, an .ipynb notebook, or a module.",
    )
    group.addoption(
        "--cnncheck-dtype",
        action="append",
        choices=get_args(Dtype),
        help="Only cases of this dtype.",
    )
    group.addoption(
        "--cnncheck-reference",
        choices=_REFERENCES,
        help="What results are compared with; definition needs no torch. By default what CNNCHECK_REFERENCE says.",
    )
    for name, said in SAID.items():
        _add_option(group, parser, name, said)
    parser.addini("cnncheck_cases", "Files and folders with cases.", type="paths", default=[])
    parser.addini("cnncheck_impl", "The code to check, as --cnncheck-impl.", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Refuse an implementation that is not there before anything is collected."""
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        config.stash[LOOKING] = worker.get("cnncheck_looking", False)
        config.args += worker.get("cnncheck_beside", [])
        return
    beside = config.stash[_BESIDE] = paths_beside(config)
    config.args += beside
    chosen = any(config.getoption(f"{PREFIX}{name}") is not None for name in ("impl", "bind"))
    config.stash[LOOKING] = chosen or args_source(config) == "ARGS"
    config.pluginmanager.register(Ending(), "cnncheck-ending")
    if chosen:
        from cnncheck.errors import CnncheckError
        from cnncheck.pytest_plugin.case_items import Asking

        try:
            Asking(implementation_of(config), options_of(config), reference_of(config)).close()
        except CnncheckError as error:
            raise pytest.UsageError(f"{PREFIX}impl: {error}") from None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Name the bugs, now that all that failed is known; a worker of xdist hands them on."""
    config = session.config
    asking = config.stash.get(_ASKING, None)
    if asking is not None:
        config.stash[_FOUND] = asking.diagnoses()
        config.stash[_NOTES] = asking.notes()
        if hasattr(config, "workeroutput"):
            config.workeroutput["cnncheck_diagnoses"] = config.stash[_FOUND]
            config.workeroutput["cnncheck_notes"] = config.stash[_NOTES]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take what a worker of xdist found; of several, the first that says something of a function."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    output: dict[str, Any] = getattr(node, "workeroutput", {})
    config.stash[_FOUND] = output.get("cnncheck_diagnoses", {}) | config.stash.get(_FOUND, {})
    notes = [*config.stash.get(_NOTES, []), *output.get("cnncheck_notes", [])]
    config.stash[_NOTES] = list(dict.fromkeys(notes))


def pytest_terminal_summary(terminalreporter: TerminalReporter, config: pytest.Config) -> None:
    """Say how the code ran, where that was not as it stands or not jailed, and what the bugs are."""
    found, notes = config.stash.get(_FOUND, {}), config.stash.get(_NOTES, [])
    if not found and not notes:
        return
    from cnncheck.rendering.wording import printable

    if notes:
        terminalreporter.section("cnncheck: how the code ran")
        for note in notes:
            terminalreporter.line(printable(note))
    if found:
        terminalreporter.section("cnncheck: what is wrong")
    for function, (first, *rest) in found.items():
        for line in (f"{function}: {first}", *(f"  {line}" for line in rest)):
            terminalreporter.line(printable(line))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker of xdist what was typed: it is handed paths and not where they are from."""
    config: pytest.Config = node.config  # type: ignore[attr-defined]
    told = {"cnncheck_looking": config.stash[LOOKING], "cnncheck_beside": config.stash[_BESIDE]}
    node.workerinput.update(told)  # type: ignore[attr-defined]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect a case file; leave all others alone."""
    config = parent.config
    if not is_case_file(file_path, config):
        return None
    from cnncheck.pytest_plugin.collecting import CaseFile

    return CaseFile.from_parent(parent, path=file_path)


@pytest.hookimpl(tryfirst=True)  # before a worker of xdist says what it has collected
def pytest_collection_finish(session: pytest.Session) -> None:
    """Refuse an implementation that has nothing, or nearly what is asked for."""
    config = session.config
    cases = [item.stash[CASE] for item in session.items if CASE in item.stash]
    if not cases or config.option.collectonly:
        return
    from cnncheck.errors import CnncheckError

    try:
        asking_of(config, cases).check(cases)
    except CnncheckError as error:
        if not hasattr(config, "workeroutput"):
            raise pytest.UsageError(str(error)) from None
        config.workeroutput[REFUSED] = str(error)  # whoever started the worker tells it
        session.items.clear()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the processes of the implementation."""
    asking = config.stash.get(_ASKING, None)
    if asking is not None:
        asking.close()
        del config.stash[_ASKING]


def asking_of(config: pytest.Config, cases: Iterable[Case]) -> Asking:
    """Return what this process asks with: opened once, closed at the end of the session.

    Parameters
    ----------
    config : pytest.Config
    cases : iterable of Case
        All that are to be asked.
    """
    from cnncheck.implementations.opening import allowing
    from cnncheck.pytest_plugin.case_items import Asking

    if _ASKING not in config.stash:
        options = allowing(options_of(config), cases)
        config.stash[_ASKING] = Asking(implementation_of(config), options, reference_of(config))
    return config.stash[_ASKING]


def reference_of(config: pytest.Config) -> str:
    """Return the reference to compare with, as the option or the environment says."""
    named: str = config.getoption("--cnncheck-reference") or os.environ.get(
        "CNNCHECK_REFERENCE", _REFERENCES[0]
    )
    if named not in _REFERENCES:
        raise pytest.UsageError(
            f"CNNCHECK_REFERENCE={named} is no reference; write {' or '.join(_REFERENCES)}"
        )
    return named


def implementation_of(config: pytest.Config) -> str:
    """Return the code to check; a path in the ini file is relative to that file."""
    named: str | None = config.getoption("--cnncheck-impl")
    if named is not None:
        return named
    configured = str(config.getini("cnncheck_impl"))
    if not configured:
        from cnncheck.submission.binding import source_of

        return source_of(None, options_of(config).bind)
    beside = config.inipath.parent / configured if config.inipath else None
    return str(beside) if beside is not None and beside.exists() else configured


def options_of(config: pytest.Config) -> Options:
    """Return how the code is opened and judged; what is typed goes before the ini file.

    Raises
    ------
    UsageError
    """
    from cnncheck.api.typed import options_from

    typed = {name: config.getoption(f"{PREFIX}{flag_of(name)}") for name in SAID}
    chosen = {
        name: config.getini(_ini_name(name)) if value is None else value
        for name, value in typed.items()
    }
    return options_from({k: v for k, v in chosen.items() if v not in ("", [])}, prefix=PREFIX)


def _add_option(group: pytest.OptionGroup, parser: pytest.Parser, name: str, said: Said) -> None:
    """Add one of the options about code under test, under the same name as for ``cnncheck run``."""
    more: dict[str, Any] = {"metavar": said.metavar, "choices": said.choices or None}
    if said.kind is bool:
        more = {"action": "store_true"}
    elif said.many:
        more["action"] = "append"
    group.addoption(PREFIX + flag_of(name), help=said.help, default=None, **more)
    type_: Any = "linelist" if said.many else "bool" if said.kind is bool else "string"
    default: Any = [] if said.many else said.kind is not bool and ""
    parser.addini(_ini_name(name), f"As {PREFIX}{flag_of(name)}.", type=type_, default=default)


def _ini_name(name: str) -> str:
    return f"cnncheck_{flag_of(name)}".replace("-", "_")
