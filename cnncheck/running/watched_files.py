"""Waiting until the contents of the files that matter have changed.

The kernel's notices only wake us up. What counts is the contents: an editor that writes a copy
and renames it, saves without a change, or takes several steps, leads to one run or none.
"""

from __future__ import annotations

import os
import re
import time
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from cnncheck.cases.discovery import find_case_files
from cnncheck.errors import UsageError
from cnncheck.implementations.base import BUILTIN
from cnncheck.submission.staging import locate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cnncheck.options import Options

QUIET = 50
"""Milliseconds without a notice after which a save is taken to be over."""

LOOK = 1000
"""Milliseconds after which we look ourselves, on file systems that send no notices."""

GRACE = 0.5
"""Seconds that a file may be away while an editor replaces it."""

_ARRAYS = re.compile(rb"""npz['"]?\s*:\s*['"]?([^'"{},\n]+\.npz)""")

_LAYERS = Path(__file__).parent.parent / "layers"

Contents = dict[Path, bytes | None]


class WatchedFiles:
    """The files of implementations and cases, wherever they are by now.

    Parameters
    ----------
    sources : sequence of str
        As for ``--impl``.
    cases : sequence of Path
        Case files and folders.
    options : Options
        By which modules are found.
    written : iterable of str
        Files that each run writes; one of them may lie beside the code and be named in it.

    Raises
    ------
    UsageError
        When watchfiles is not installed.
    """

    def __init__(
        self,
        sources: Sequence[str],
        cases: Sequence[Path],
        options: Options,
        written: Iterable[str] = (),
    ) -> None:
        try:
            import watchfiles
        except ImportError:
            raise UsageError(
                "--watch needs watchfiles, which is not installed",
                "install it: pip install 'cnncheck[watch]'",
            ) from None
        self._watch = watchfiles.watch
        self._sources = sources
        self._cases = cases
        self._options = options
        self._written = {os.path.realpath(path) for path in written}
        self._read: dict[Path, tuple[tuple[int, int, int], bytes]] = {}

    def contents(self) -> Contents:
        """Return a digest of each file, ``None`` for one that is not there."""
        theirs = (path for path in self._files() if os.path.realpath(path) not in self._written)
        return {path: self._digest(path) for path in theirs}

    def wait(self, before: Contents) -> list[Path]:
        """Wait until the contents differ; return the files that do.

        Raises
        ------
        KeyboardInterrupt
            When a signal came while waiting, whichever it was.
        """
        while True:
            if changed := _differing(before, self.contents()):
                return self._settled(before, changed)
            woken = self._watch(
                *self._folders(before),
                debounce=10 * QUIET,
                step=QUIET,
                rust_timeout=LOOK,
                yield_on_timeout=True,
                recursive=False,
            )
            next(woken)
            woken.close()

    def _settled(self, before: Contents, changed: list[Path]) -> list[Path]:
        """Give an editor the time to put a file back that it has moved away."""
        deadline = time.monotonic() + GRACE
        while time.monotonic() < deadline:
            now = self.contents()
            changed = _differing(before, now)
            if all(now.get(path) is not None for path in changed):
                break
            time.sleep(QUIET / 1000)
        return changed

    def _files(self) -> Iterable[Path]:
        for source in self._sources:
            yield from self._files_of(source)
        for path in self._cases:
            found, problems = find_case_files(path)
            for each in map(Path, found if not problems else [path]):
                yield each
                yield from _arrays_of(each)

    def _files_of(self, source: str) -> Iterable[Path]:
        if source == BUILTIN:
            return sorted(_LAYERS.glob("*.py"))
        try:
            layout = locate(source, self._options)
        except UsageError:
            return [Path(source)]
        return [Path(layout.root) / name for name in layout.files]

    def _folders(self, contents: Contents) -> set[Path]:
        given = [path for path in (*map(Path, self._sources), *self._cases) if path.is_dir()]
        folders = {*given, *(path.parent for path in contents)}
        return {folder for folder in folders if folder.is_dir()} or {Path()}

    def _digest(self, path: Path) -> bytes | None:
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            known = self._read.get(path)
            if known is None or known[0] != stamp:
                known = stamp, blake2b(path.read_bytes(), digest_size=16).digest()
                self._read[path] = known
        except OSError:
            return None
        return known[1]


def _arrays_of(case_file: Path) -> Iterable[Path]:
    """Return the files of arrays that a case file names, however broken it is while it is edited."""
    try:
        named = _ARRAYS.findall(case_file.read_bytes())
    except OSError:
        return ()
    return {case_file.parent / os.fsdecode(name) for name in named}


def _differing(before: Mapping[Path, bytes | None], now: Mapping[Path, bytes | None]) -> list[Path]:
    paths = sorted(before.keys() | now.keys())
    return [path for path in paths if before.get(path) != now.get(path)]
