"""What is finished, on disk before anybody is told: one line of JSON for each submission."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnncheck.errors import CnncheckError, UsageError, Where
from cnncheck.grading.marks import Graded, Score
from cnncheck.outcomes import Outcome

if TYPE_CHECKING:
    from cnncheck.implementations.options import Options

DEFAULT = ".cnncheck-grade.jsonl"
"""In the current folder, where reports with relative names go as well."""

_HEAD = b'{"schema": "cnncheck.grade-journal/1"}'
"""The first line."""


def grading_key(cases: str, version: str, options: Options) -> str:
    """Return what besides a submission's own code decides its grade, as a digest.

    Parameters
    ----------
    cases : str
        The exam's digest.
    version : str
        cnncheck's.
    options : Options
        Limits and containment; how long all of it may take decides nobody's grade.
    """
    options = replace(options, time_limit=None)
    return hashlib.sha256(repr((cases, version, options)).encode()).hexdigest()


class Journal:
    """An open journal.

    Parameters
    ----------
    path : str or Path
    key : str
        As `grading_key` makes it; lines with another key are of another grading.
    resume : bool
        Whether to take finished submissions from what is there.
    fresh : bool
        Whether to throw away what is there.

    Raises
    ------
    UsageError
        When there is a journal and neither is asked for, when the file is no journal, when
        another process writes it, or when it cannot be written.
    """

    def __init__(
        self, path: str | Path, key: str, *, resume: bool = False, fresh: bool = False
    ) -> None:
        self.path = Path(path)
        self._key = key
        self._known: dict[tuple[str, str], Graded] = {}
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise UsageError(
                f"the journal {self.path} cannot be written: {error.strerror}",
                "name another file with --journal",
            ) from None
        try:
            self._lock()
            self._start(resume=resume, fresh=fresh)
        except BaseException:
            os.close(self._file)
            raise

    def find(self, place: str, digest: str) -> Graded | None:
        """Return the finished grading of this code at this place, if there is one."""
        return self._known.get((place, digest))

    def add(self, graded: Graded) -> None:
        """Write a finished submission; on return it is on the disk.

        Raises
        ------
        CnncheckError
            When the disk is full.
        """
        fields = asdict(graded)
        fields["scores"] = [_brief(score) for score in fields["scores"]]
        line = json.dumps({"key": self._key, "graded": fields}) + "\n"
        try:
            self._write(line.encode())
        except OSError as error:
            raise CnncheckError(
                f"the journal {self.path} cannot be written: {error.strerror}",
                "make room, then go on with --resume; nothing that was announced is lost",
            ) from error

    def close(self) -> None:
        """Release the file; may be repeated."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # Windows
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                f"another cnncheck grade is writing the journal {self.path}",
                "wait for it, or name another file with --journal",
            ) from None

    def _start(self, *, resume: bool, fresh: bool) -> None:
        with open(os.dup(self._file), "rb") as file:
            content = file.read()
        lines, complete = _whole_lines(content)
        if not _is_journal(lines, content):
            raise UsageError(
                "this file is no journal of cnncheck grade, so it is left alone",
                "name another file with --journal",
                Where(str(self.path)),
            )
        if len(lines) > 1 and not (resume or fresh):
            raise UsageError(
                f"the journal {self.path} holds {len(lines) - 1} graded submissions",
                "--resume takes those that are unchanged and grades the rest, --fresh grades all "
                "again, --journal names another file",
            )
        if resume:
            self._read(lines)
        # Beyond the whole lines is the torn end of one that was never announced.
        os.ftruncate(self._file, complete if resume else 0)
        os.lseek(self._file, 0, os.SEEK_END)
        if not os.fstat(self._file).st_size:
            self._write(_HEAD + b"\n")
            self._sync_folder()

    def _read(self, lines: list[bytes]) -> None:
        for line in lines[1:]:
            entry = _parsed(line)
            if entry.get("key") == self._key and (graded := _graded(entry)):
                self._known[graded.place, graded.digest] = graded

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        os.fsync(self._file)

    def _sync_folder(self) -> None:
        """Make the new file's name as durable as its content."""
        with contextlib.suppress(OSError):  # not every system can open a folder
            folder = os.open(self.path.resolve().parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _is_journal(lines: list[bytes], content: bytes) -> bool:
    """Whether a file is a journal, or empty, or one that was killed in its very first line."""
    return lines[0] == _HEAD if lines else _HEAD.startswith(content)


def _whole_lines(content: bytes) -> tuple[list[bytes], int]:
    """Return the lines that have an end, and how many bytes they take."""
    complete = content.rfind(b"\n") + 1
    return content[:complete].splitlines(), complete


def _parsed(line: bytes) -> dict[str, Any]:
    """Read a line; what a broken disk left of one is nothing, and is graded again."""
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _brief(score: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is empty, as most is of a pass."""
    return {name: value for name, value in score.items() if value not in ("", False)}


def _graded(entry: dict[str, Any]) -> Graded | None:
    try:
        fields = dict(entry["graded"])
        scores = tuple(
            Score(**{**score, "outcome": Outcome(score["outcome"])})
            for score in fields.pop("scores")
        )
        return Graded(**fields, scores=scores)
    except (KeyError, TypeError, ValueError):
        return None
