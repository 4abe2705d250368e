"""Which files a jailed worker may still read: the interpreter, NumPy, the submission's copies."""

from __future__ import annotations

import functools
import importlib.util
import os
import sys
import sysconfig
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cnncheck.sandbox.packages import brought_along

if TYPE_CHECKING:
    from collections.abc import Iterable

_PACKAGE_FOLDERS = ("site-packages", "dist-packages")
_SYSTEM = (
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/dev/null",
    "/dev/zero",
    "/dev/urandom",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
)


class Openness(NamedTuple):
    """Readable files, and the paths that the worker imports from.

    Attributes
    ----------
    readable, listable : tuple of str
        As in `cnncheck.sandbox.jail.Rules`.
    path : tuple of str
        ``sys.path`` of the worker.
    packages : tuple of str
        What is allowed, with all that it requires.
    """

    readable: tuple[str, ...]
    listable: tuple[str, ...]
    path: tuple[str, ...]
    packages: tuple[str, ...]


@functools.cache
def openness(allow: tuple[str, ...] = (), ours: tuple[str, ...] = ()) -> Openness:
    """Compute what a worker needs.

    Parameters
    ----------
    allow : tuple of str
        Packages that may be imported besides NumPy, SciPy and the standard library.
    ours : tuple of str
        The folders of the program that the worker is.

    Raises
    ------
    UsageError
        When a package is allowed that is not installed.
    """
    libraries = {sysconfig.get_paths()[key] for key in ("stdlib", "platstdlib")}
    base = Path(sys.base_prefix).resolve() / "lib"
    stdlib = [
        path for path in sys.path if path and os.path.realpath(path) in _reals(libraries, base)
    ]
    allowed = brought_along(allow)
    sites, packages = _packages(("numpy", "scipy", "ml_dtypes", "threadpoolctl", *allowed))
    readable = [*_SYSTEM, *packages, *ours, *_shared_libraries(base)]
    for folder in stdlib:
        readable += _children(Path(folder))
    path = tuple(dict.fromkeys([*stdlib, *sites]))
    return Openness(tuple(dict.fromkeys(readable)), (*stdlib, *sites), path, allowed)


def libraries_in(folders: Iterable[str]) -> list[str]:
    """Return the shared libraries in some folders."""
    return [str(path) for folder in folders for path in Path(folder).glob("*.so*")]


def _reals(libraries: set[str], base: Path) -> set[str]:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    zipped = f"python{sys.version_info.major}{sys.version_info.minor}.zip"
    folders = {*libraries, *(os.path.join(path, "lib-dynload") for path in libraries)}
    folders |= {str(base / version), str(base / version / "lib-dynload"), str(base / zipped)}
    return {os.path.realpath(folder) for folder in folders}


def _children(folder: Path) -> list[str]:
    """Return what lies in a folder, except where installed packages lie."""
    if not folder.is_dir():
        return [str(folder)]
    return [str(child) for child in folder.iterdir() if child.name not in _PACKAGE_FOLDERS]


def _packages(names: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the folders that packages were installed into, and the packages' own folders."""
    sites, packages = [], []
    for name in names:
        spec = PathFinder.find_spec(name) or importlib.util.find_spec(name)
        if spec is None:
            continue
        place = Path(next(iter(spec.submodule_search_locations or ()), spec.origin or ""))
        sites.append(str(place.parent))
        packages.append(str(place))
        packages += [str(path) for path in place.parent.glob(f"{name}.libs")]
    if not packages:  # NumPy comes from where only it knows
        place = Path(np.__file__).parent
        sites, packages = [str(place.parent)], [str(place)]
    return list(dict.fromkeys(sites)), packages


def _shared_libraries(base: Path) -> list[str]:
    """Return where the dynamic linker looks, without packages that lie in the same place."""
    multiarch = sysconfig.get_config_var("MULTIARCH") or ""
    places = ("/lib64", "/usr/lib64", "/lib", "/usr/lib", "/usr/local/lib", str(base))
    folders = [os.path.join(place, multiarch) for place in places if multiarch]
    return [*filter(os.path.isdir, folders), *libraries_in(places)]
