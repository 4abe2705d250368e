"""Which YAML files are taken for case files: only where that is meant.

- anywhere below the paths of the ini option ``cnncheck_cases``;
- with ``--cnncheck``, anywhere;
- below paths that are named on the command line, or with ``--cnncheck-impl``, when the file looks
  like one: it names cnncheck's schema, or has ``cases:`` and one of the operators.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".yaml", ".yml")
LOOKED_AT = 64 * 1024
"""Bytes of a file that are searched for the signs of a case file."""

_SCHEMA = re.compile(rb"^#.*\$schema=\S*case\.schema\.json", re.MULTILINE)
_CASES = re.compile(rb"""^["']?cases["']?[ \t]*:""", re.MULTILINE)
_OPERATOR = re.compile(rb"""\boperator["']?[ \t]*:[ \t]*["']?(\w+)\b""")
LOOKING = pytest.StashKey[bool]()
"""Whether a file is looked into that nobody has called one of cases."""


def is_case_file(path: Path, config: pytest.Config) -> bool:
    """Whether a file is collected as one of cases."""
    return path.suffix in SUFFIXES and _is_meant(path, config) and _is_entered(path, config)


def args_source(config: pytest.Config) -> str:
    """Return where the arguments are from: ``ARGS``, ``TESTPATHS``, ``INVOCATION_DIR``, or nothing."""
    # not by pytest.Config.ArgsSource, which older versions lack: this module must load in them
    return getattr(getattr(config, "args_source", None), "name", "")


def paths_beside(config: pytest.Config) -> list[str]:
    """Return the paths of the ini file that are to be collected beside its `testpaths`.

    Raises
    ------
    UsageError
        When one is not there: it would ask nothing, and pass.
    """
    paths = _configured(config)
    for path in paths:
        if not path.exists():
            raise pytest.UsageError(
                f"cnncheck_cases: {path} is not there; name files and folders, as seen from "
                f"{config.inipath}"
            )
    if args_source(config) != "TESTPATHS":
        return []
    named = [_plain(config.invocation_params.dir / arg) for arg in config.args]
    return [str(path) for path in paths if not any(map(path.is_relative_to, named))]


def _configured(config: pytest.Config) -> list[Path]:
    return [_plain(path) for path in config.getini("cnncheck_cases")]


def _plain(path: Path) -> Path:
    """Return a path as pytest names it: without ``..``, and a link as a link."""
    return type(path)(os.path.abspath(path))


def _is_meant(path: Path, config: pytest.Config) -> bool:
    if config.getoption("--cnncheck"):
        return True
    if any(path.is_relative_to(each) for each in _configured(config)):
        return True
    return config.stash[LOOKING] and _looks_like_cases(path)


def _is_entered(path: Path, config: pytest.Config) -> bool:
    """Whether a run of the same paths would read it: a folder of large problems has to be named."""
    from cnncheck.cases.discovery import NOT_ENTERED

    named = [_plain(config.invocation_params.dir / arg.split("::")[0]) for arg in config.args]
    return any(
        path.is_relative_to(each)
        and not set(NOT_ENTERED) & set(path.relative_to(each).parent.parts)
        for each in (*named, *_configured(config))
    )


def _looks_like_cases(path: Path) -> bool:
    try:
        with path.open("rb") as stream:
            start = stream.read(LOOKED_AT)
    except OSError:
        return False
    if _SCHEMA.search(start):
        return True
    words = _OPERATOR.findall(start) if _CASES.search(start) else []
    if not words:
        return False
    from cnncheck.operators import OPERATORS

    return any(word.decode() in OPERATORS for word in words)
