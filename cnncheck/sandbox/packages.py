"""What an allowed package brings along: the packages it requires, as their metadata say."""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from importlib import metadata

_OURS = "cnncheck"
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def installed(name: str) -> bool:
    """Whether a package could be imported here; it is not.

    Parameters
    ----------
    name : str
        As ``import`` says it: ``cv2``.
    """
    try:
        return name in sys.stdlib_module_names or importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):  # a name with dots, or a module without a spec
        return False


def brought_along(allow: Iterable[str]) -> tuple[str, ...]:
    """Return what allowed packages need, by the names under which they are imported.

    Parameters
    ----------
    allow : iterable of str
        Packages, as ``import`` says them.

    Returns
    -------
    tuple of str
        `allow`, and what these require, directly or not, as far as it is installed.

    Raises
    ------
    UsageError
        When one of `allow` is not installed.
    """
    names = dict.fromkeys(allow)
    for name in names:
        if name.partition(".")[0] == _OURS:
            raise UsageError(
                "cnncheck cannot be allowed: its own layers would be checked, and cases could be read"
            )
        if not installed(name):
            raise UsageError(f"{name} is allowed, but there is no package {name} here", _how(name))
    waiting = [each for name in names for each in _distributions_of(name)]
    seen: set[str] = set()
    while waiting:
        distribution = _distribution(waiting.pop())
        if distribution is None or distribution.name in seen:
            continue
        seen.add(distribution.name)
        names.update(dict.fromkeys(_imported_names(distribution)))
        for requirement in distribution.requires or ():
            needed = _NAME.match(requirement)
            if needed and "extra ==" not in requirement:
                waiting.append(needed[0])
    names.pop(_OURS, None)  # who helps to write exercises may require it; who solves them does not
    return tuple(names)


def _how(name: str) -> str:
    """Say what to do about a package that cannot be found."""
    distribution = _distribution(name)
    others = sorted(_imported_names(distribution)) if distribution else []
    if others:
        return f"give the name that import takes: {' or '.join(others)}"
    return f"install it beside cnncheck (pip install {name}), or leave it out"


def _distribution(name: str) -> metadata.Distribution | None:
    from importlib import metadata  # a run that allows nothing does without

    try:
        return metadata.distribution(name)
    except (metadata.PackageNotFoundError, ValueError):
        return None


def _distributions_of(name: str) -> Iterable[str]:
    """Return what was installed to import a package: mostly what is called like it."""
    distribution = _distribution(name)
    if distribution is not None and name in _imported_names(distribution):
        return [name]
    return _all_distributions().get(name, [])


@functools.cache
def _all_distributions() -> dict[str, list[str]]:
    from importlib import metadata

    return dict(metadata.packages_distributions())  # reads the list of every file there is


def _imported_names(distribution: metadata.Distribution) -> set[str]:
    """Return the modules and packages at the top of what a distribution installed."""
    listed = distribution.read_text("top_level.txt")
    if listed is not None:  # a list of thousands of files need not be read
        return set(listed.split())
    names = set()
    for file in distribution.files or ():
        top = PurePosixPath(file).parts[0]
        name = top.partition(".")[0]
        if name.isidentifier() and (top == name or top.endswith((".py", ".so", ".pyd"))):
            names.add(name)
    return names - {"__pycache__"}
