"""A submission's files, copied to where the worker may read them, and nothing else beside them."""

from __future__ import annotations

import importlib.machinery
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError, Where
from cnncheck.implementations.submission import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.implementations.options import Options

MOST_FILES = 1000
MOST_BYTES = 64 << 20

_CODE = (".py", *importlib.machinery.EXTENSION_SUFFIXES)
_NOT_THEIRS = {"__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env"}


def locate(spec: str, options: Options) -> Layout:
    """Find the files that a specification means, in their own place.

    Parameters
    ----------
    spec : str
        A ``.py`` file, a folder, an ``.ipynb`` notebook, or a module's dotted name.
    options : Options
        Of which `bind` and `allow` are used.

    Raises
    ------
    UsageError
        When there is no such thing, or nothing that could be checked in it.
    """
    path = Path(spec)
    if path.is_dir():
        return _folder(path, spec, options)
    if path.suffix in (".py", ".ipynb") or os.sep in spec:
        if not path.is_file():
            raise UsageError(
                f"{spec} is {'not a file' if path.exists() else 'not there'}",
                "give a .py file, an .ipynb notebook, a folder, a module name, or builtin",
                Where(spec),
            )
        if path.suffix not in (".py", ".ipynb"):
            raise UsageError(
                f"{spec} is neither a .py file nor an .ipynb notebook", None, Where(spec)
            )
        return _layout(path.name, path.parent, (path.name,), path.name, options)
    return _module(spec, options)


def copy(layout: Layout, target: Path) -> Layout:
    """Copy a submission's files into a folder of their own.

    Parameters
    ----------
    layout : Layout
    target : Path
        An empty folder.

    Returns
    -------
    Layout
        The same, with `target` for its root.

    Raises
    ------
    UsageError
        When a file cannot be read, or they are too many or too large.
    """
    total = 0
    for name in layout.files:
        source = Path(layout.root) / name
        if name != layout.entry and not source.resolve().is_relative_to(layout.root):
            raise UsageError(
                f"{layout.label}/{name} is a link to a place outside of the folder",
                "put the file itself there; code under test must not choose what is read",
                Where(str(source)),
            )
        content = _content(source)
        total += len(content)
        if total > MOST_BYTES:
            raise UsageError(
                f"{layout.label} has more than {MOST_BYTES >> 20} MiB of code",
                "give the folder that holds the checked functions alone",
            )
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    return Layout(layout.label, str(target), layout.files, layout.entry, layout.bind, layout.allow)


def _content(source: Path) -> bytes:
    """Read a regular file; a named pipe or a device would never end."""
    try:
        handle = os.open(
            source, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with open(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise UsageError(f"{source} is not a regular file", None, Where(str(source)))
            if status.st_size > MOST_BYTES:
                raise UsageError(
                    f"{source} has {status.st_size:,} bytes, at most {MOST_BYTES:,} are read",
                    None,
                    Where(str(source)),
                )
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            f"{source} cannot be read: {error.strerror}",
            "check its permissions",
            Where(str(source)),
        ) from None


def _layout(
    label: str, root: Path, files: tuple[str, ...], entry: str | None, options: Options
) -> Layout:
    bound = {target.rpartition(":")[0] for target in options.bind.values()} - {"", *files}
    beside = tuple(sorted(name for name in bound if _is_inside(root, name)))
    return Layout(
        label, str(root.resolve()), files + beside, entry, dict(options.bind), tuple(options.allow)
    )


def _is_inside(root: Path, name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and (root / path).is_file()


def _folder(path: Path, spec: str, options: Options) -> Layout:
    files = tuple(_code_files(path, spec))
    label = path.resolve().name
    if not files:
        notebooks = sorted(path.glob("*.ipynb"))
        if len(notebooks) == 1:
            return _layout(
                f"{label}/{notebooks[0].name}",
                path,
                (notebooks[0].name,),
                notebooks[0].name,
                options,
            )
        raise UsageError(
            f"{spec} has no .py file" + (f" and {len(notebooks)} notebooks" if notebooks else ""),
            "name the file or the notebook that is to be checked",
            Where(spec),
        )
    return _layout(label, path, files, None, options)


def _code_files(path: Path, spec: str) -> Iterator[str]:
    """Yield the folder's own source files, without environments, caches and hidden folders."""
    count = 0
    for folder, folders, names in os.walk(path):
        inside = Path(folder)
        folders[:] = sorted(
            name
            for name in folders
            if name not in _NOT_THEIRS
            and not name.startswith(".")
            and not (inside / name / "pyvenv.cfg").exists()
        )
        for name in sorted(names):
            if name.endswith(_CODE) and not name.startswith(".") and (inside / name).is_file():
                count += 1
                if count > MOST_FILES:
                    raise UsageError(
                        f"{spec} has more than {MOST_FILES} source files",
                        "give the folder that holds the checked functions alone",
                        Where(spec),
                    )
                yield (inside / name).relative_to(path).as_posix()


def _module(spec: str, options: Options) -> Layout:
    """Find a module without importing anything: a package's ``__init__`` is people's code too."""
    parts = spec.split(".")
    if not all(part.isidentifier() for part in parts):
        raise UsageError(
            f"{spec!r} is not there, and it is no module name either",
            "give a .py file, an .ipynb notebook, a folder, a module name, or builtin",
        )
    for place in dict.fromkeys([os.getcwd(), *sys.path]):
        root = Path(place or ".")
        entry = next((e for e in _entries(parts) if (root / e).is_file()), None)
        if entry is None:
            continue
        if len(parts) == 1 and entry == f"{spec}{Path(entry).suffix}":
            return _layout(spec, root, (entry,), entry, options)
        files = tuple(f"{parts[0]}/{name}" for name in _code_files(root / parts[0], spec))
        return _layout(spec, root, files, entry, options)
    raise UsageError(
        f"there is no module {spec}",
        "start cnncheck in the folder that holds it, or give the file's path",
    )


def _entries(parts: list[str]) -> Iterator[str]:
    path = "/".join(parts)
    yield f"{path}/__init__.py"
    for suffix in _CODE:
        yield f"{path}{suffix}"
