"""A submission's files, copied to where the worker may read them, and nothing else beside them."""

from __future__ import annotations

import contextlib
import importlib.machinery
import os
import sys
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError, Where
from cnncheck.files import absence
from cnncheck.operators import FUNCTIONS
from cnncheck.submission.beneath import Beneath, RefusedError
from cnncheck.submission.beside import named_beside, named_inside, package_root
from cnncheck.submission.binding import BETWEEN, BUILTIN, below
from cnncheck.submission.importing import allowed
from cnncheck.submission.locating import Layout

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cnncheck.options import Options

MOST_FILES = 1000
MOST_BYTES = 64 << 20
MOST_NOTES = 5

_CODE = (".py", *importlib.machinery.EXTENSION_SUFFIXES)
_NOT_THEIRS = {"__pycache__", "node_modules", "site-packages", "build", "dist", "venv", "env"}


def locate(spec: str, options: Options, *, beside: bool = True) -> Layout:
    """Find the files that a specification means, in their own place.

    Parameters
    ----------
    spec : str
        A ``.py`` file, several with commas between them, a folder, an ``.ipynb`` notebook, or a
        module's dotted name.
    options : Options
        Of which `bind` and `allow` are used.
    beside : bool
        Whether what lies beside a single file and is named in it belongs to it.

    Raises
    ------
    UsageError
        When there is no such thing, or nothing that could be checked in it.
    """
    path = Path(spec)
    if os.path.isdir(path):  # and not Path.is_dir, which raises what this does not
        return _folder(path, spec, options)
    if path.suffix in (".py", ".ipynb") or os.sep in spec:
        named = [spec] if os.path.exists(path) else spec.split(BETWEEN)
        places = [_named_file(each) for each in named]
        root = Path(os.path.commonpath([place.parent for place in places]))
        if len(places) == 1:
            root = package_root(places[0], allowed(options.allow))
        files = tuple(place.relative_to(root).as_posix() for place in places)
        entry = files[0] if len(files) == 1 else None
        label = path.name if entry else spec
        return _layout(label, root, files, entry, options, beside=beside)
    return _module(spec, options)


def _named_file(spec: str) -> Path:
    path = Path(spec)
    if not os.path.isfile(path):
        raise UsageError(
            f"{spec} {'is not a file' if os.path.exists(path) else absence(path) or 'is not there'}",
            "give a .py file, an .ipynb notebook, a folder, a module name, or builtin",
            Where(spec),
        )
    real = path.resolve()  # who names a link means what it points to
    if {path.suffix, real.suffix} - {".py", ".ipynb"}:
        raise UsageError(f"{spec} is neither a .py file nor an .ipynb notebook", None, Where(spec))
    return real


def code_files(spec: str, options: Options) -> list[Path]:
    """Return the files that a specification means; none of the built-in code.

    Raises
    ------
    UsageError
        When there is no such thing.
    """
    if spec == BUILTIN:
        return []
    layout = locate(spec, options)
    return [Path(layout.root) / name for name in layout.files]


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
    for name, content in read(layout):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)
    return replace(layout, root=str(target))


def read(layout: Layout, *, links: bool = True) -> list[tuple[str, bytes]]:
    """Read a submission's files: the one way in which any of them is read.

    Parameters
    ----------
    layout : Layout
    links : bool
        Whether links that stay inside the root are followed.

    Returns
    -------
    list of (str, bytes)
        Path below the root, and content.

    Raises
    ------
    UsageError
        When a file cannot be read, is none, or lies elsewhere; or they are too large.
    """
    files: list[tuple[str, bytes]] = []
    total = 0
    for name in layout.files:
        shown = layout.label if name == layout.entry else name
        if layout.entry is None and BETWEEN not in layout.label:
            shown = f"{layout.label}/{name}"
        with (
            _told(shown, str(Path(layout.root) / name)),
            Beneath(layout.root, links=links) as folder,
        ):
            files.append((name, folder.read(name, MOST_BYTES)))
        total += len(files[-1][1])
        if total > MOST_BYTES:
            raise UsageError(
                f"{layout.label} has more than {MOST_BYTES >> 20} MiB of code",
                "give the folder that holds the checked functions alone",
            )
    return files


@contextlib.contextmanager
def _told(shown: str, place: str) -> Iterator[None]:
    """Say what went wrong with a file, under a name."""
    try:
        yield
    except RefusedError as error:
        raise UsageError(f"{shown} {error.what}", error.hint, Where(place)) from None
    except OSError as error:
        raise UsageError(
            f"{shown} cannot be read: {error.strerror}", "check its permissions", Where(place)
        ) from None


def _layout(
    label: str,
    root: Path,
    files: tuple[str, ...],
    entry: str | None,
    options: Options,
    *,
    beside: bool = False,
) -> Layout:
    bind = below(root.resolve(), options.bind)
    bound = {target.rpartition(":")[0] for target in bind.values()} - {"", *files}
    files += tuple(sorted(name for name in bound if _is_inside(root, name)))
    real = str(root.resolve())
    files = tuple(dict.fromkeys([*files, *(_beside(real, files) if beside else ())]))
    return Layout(label, real, files, entry, bind, options.allow, FUNCTIONS)


def _beside(root: str, files: tuple[str, ...]) -> Iterator[str]:
    """Yield what lies beside files, and in their packages, and is named in them."""
    paths = [PurePosixPath(name) for name in files]
    within = {
        folder for path in paths for folder in path.parents if folder.name or path.parent == folder
    }
    for folder in sorted(within):
        inside = [str(path.relative_to(folder)) for path in paths if folder in path.parents]
        for name in named_beside(str(Path(root, folder)), inside):
            yield (folder / name).as_posix()


def _is_inside(root: Path, name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts and (root / path).is_file()


def _folder(path: Path, spec: str, options: Options) -> Layout:
    notes: list[str] = []
    files = tuple(_code_files(path, spec, notes))
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
    with _told(spec, spec):
        files += tuple(named_inside(str(path.resolve()), files))
    return replace(_layout(label, path, files, None, options), notes=tuple(notes))


def _code_files(path: Path, spec: str, notes: list[str]) -> Iterator[str]:
    """Yield the folder's own source files, without environments, caches and hidden folders.

    Notes in the end which folders are only links, and were not entered.
    """
    with _told(spec, spec), Beneath(str(path.resolve())) as folder:
        for count, name in enumerate(folder.names(_is_code, _is_theirs)):
            if count >= MOST_FILES:
                raise UsageError(
                    f"{spec} has more than {MOST_FILES} source files",
                    "give the folder that holds the checked functions alone",
                    Where(spec),
                )
            yield name
        notes += [
            f"{path.resolve().name}/{name} is a link to a folder and was not entered: if code "
            "needs it, put the folder itself there"
            for name in folder.linked[:MOST_NOTES]
        ]


def _is_code(name: str) -> bool:
    return name.endswith(_CODE) and not name.startswith(".")


def _is_theirs(name: str) -> bool:
    return name not in _NOT_THEIRS and not name.startswith(".")


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
            real = (root / entry).resolve()
            here = os.path.realpath(place) == os.getcwd()
            return _layout(spec, real.parent, (real.name,), real.name, options, beside=here)
        package = (root / parts[0]).resolve()
        if package.name == parts[0]:  # installed as a link to where it is worked on
            root = package.parent
        notes: list[str] = []
        files = tuple(f"{parts[0]}/{name}" for name in _code_files(root / parts[0], spec, notes))
        return replace(_layout(spec, root, files, entry, options), notes=tuple(notes))
    raise UsageError(
        f"there is no module {spec}",
        "start cnncheck in the folder that holds it, or give the file's path",
    )


def _entries(parts: list[str]) -> Iterator[str]:
    path = "/".join(parts)
    yield f"{path}/__init__.py"
    for suffix in _CODE:
        yield f"{path}{suffix}"
