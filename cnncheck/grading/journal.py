"""What is finished, on disk before anybody is told: one line of JSON for each submission.

Each line carries a code over what it says, made with the key of the grading (HMAC-SHA-256). A line
that a disk, an editor or a merge has changed is found, named and graded again, and so is one that
was written by somebody who does not have the cases, hidden ones included. It is no protection from
whoever has both the cases and the journal: they could grade as they like to begin with.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnncheck.errors import CnncheckError, UsageError, Where
from cnncheck.files import open_regular
from cnncheck.grading.marks import Graded, Score

if TYPE_CHECKING:
    from cnncheck.options import Options

DEFAULT = ".cnncheck-grade.jsonl"
"""In the current folder, where reports with relative names go as well."""

_HEAD = b'{"schema": "cnncheck.grade-journal/2"}'
"""The first line."""

_ANY_HEAD = re.compile(rb'\{"schema": "cnncheck\.grade-journal/([0-9]{1,4})"\}\n')
_MOST_BYTES = 1 << 30
_OTHER = "name another file with --journal"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A line that is not what was written.

    Attributes
    ----------
    line : int
        Its number in the file.
    name : str
        Whose it says it is; empty where it does not.
    """

    line: int
    name: str


def grading_key(cases: str, version: str, options: Options, reference: str) -> str:
    """Return what besides a submission's own code decides its grade, as a digest.

    Parameters
    ----------
    cases : str
        The exam's digest.
    version : str
        cnncheck's.
    options : Options
        Limits and containment; how long all of it may take decides nobody's grade.
    reference : str
        What results are compared with.
    """
    options = replace(options, time_limit=None)
    return hashlib.sha256(repr((cases, version, options, reference)).encode()).hexdigest()


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
        # What is in every line says which grading it is of, but not the key itself.
        self._of = hashlib.sha256(key.encode()).hexdigest()[:16]
        self._known: dict[tuple[str, str], Graded] = {}
        self.dropped: tuple[Dropped, ...] = ()
        try:
            self._file = open_regular(self.path, os.O_RDWR | os.O_CREAT)
        except UsageError as error:
            parent = self.path.parent
            what = error.message if parent.is_dir() else f"there is no folder {parent}"
            raise UsageError(f"the journal {self.path} cannot be written: {what}", _OTHER) from None
        try:
            self._lock()
            self._start(resume=resume, fresh=fresh)
        except OSError as error:
            os.close(self._file)
            raise self._unwritable(error) from error
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
        # Most of it are scores, of which little is to be copied.
        fields = asdict(replace(graded, scores=()))
        fields["scores"] = [*map(_brief, graded.scores)]
        written = json.dumps(fields)
        head = json.dumps({"of": self._of, "check": self._check(written)})
        try:
            self._write(f'{head[:-1]}, "graded": {written}}}\n'.encode())
        except OSError as error:
            raise self._unwritable(error) from error

    def close(self) -> None:
        """Release the file; may be repeated."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _unwritable(self, error: OSError) -> CnncheckError:
        return CnncheckError(
            f"the journal {self.path} cannot be written: {error.strerror}",
            "make room, then go on with --resume; nothing that was announced is lost",
        )

    def _check(self, written: str) -> str:
        """Return the code over what a line says, as `json` writes it."""
        return hmac.new(self._key.encode(), written.encode(), "sha256").hexdigest()

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
                f"wait for it, or {_OTHER}",
            ) from None

    def _start(self, *, resume: bool, fresh: bool) -> None:
        with open(os.dup(self._file), "rb") as file:
            content = file.read(_MOST_BYTES + 1)
        if fault := _fault(content):
            raise UsageError(f"{fault}, so it is left alone", _OTHER, Where(str(self.path)))
        lines, complete = _whole_lines(content)
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
        dropped = []
        for number, line in enumerate(lines[1:], 2):
            entry = _parsed(line)
            if _is_of_another(entry, self._of):
                continue
            graded = self._graded(entry)
            if graded is None:
                dropped.append(Dropped(number, _name(entry)))
            else:
                self._known[graded.place, graded.digest] = graded
        self.dropped = tuple(dropped)

    def _graded(self, entry: dict[str, Any]) -> Graded | None:
        """Return what a line says, when it is as it was written."""
        check, fields = entry.get("check"), entry.get("graded")
        if not (isinstance(check, str) and check.isascii() and isinstance(fields, dict)):
            return None
        return (
            _graded(fields) if hmac.compare_digest(check, self._check(json.dumps(fields))) else None
        )

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


def _fault(content: bytes) -> str:
    """Say why a file is no journal; empty when it is one, or one killed in its very first line."""
    if _HEAD.startswith(content) or content.startswith(_HEAD + b"\n"):
        too_large = len(content) > _MOST_BYTES
        return f"this journal is larger than {_MOST_BYTES >> 30} GiB" if too_large else ""
    if other := _ANY_HEAD.match(content):
        return f"this journal is of version {int(other[1])}, which this cnncheck does not read"
    return "this file is no journal of cnncheck grade"


def _whole_lines(content: bytes) -> tuple[list[bytes], int]:
    """Return the lines that have an end, and how many bytes they take."""
    complete = content.rfind(b"\n") + 1
    return content[:complete].split(b"\n")[:-1], complete


def _parsed(line: bytes) -> dict[str, Any]:
    """Read a line; what cannot be read is empty."""
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _is_of_another(entry: dict[str, Any], of: str) -> bool:
    """Whether a line says that it is of another grading; those stay, for whoever goes back to it."""
    said = entry.get("of")
    return isinstance(said, str) and re.fullmatch("[0-9a-f]{16}", said) is not None and said != of


def _name(entry: dict[str, Any]) -> str:
    graded = entry.get("graded")
    name = graded.get("name") if isinstance(graded, dict) else None
    return name[:100] if isinstance(name, str) else ""


def _brief(score: Score) -> dict[str, Any]:
    """Leave out what is empty, as most is of a pass."""
    told = ((name, getattr(score, name)) for name in Score.__slots__)
    return {name: value for name, value in told if value not in ("", False)}


def _graded(fields: dict[str, Any]) -> Graded | None:
    """Build the value; ``None`` where another version of cnncheck wrote other fields."""
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(Graded).validate_python(fields)
    except ValidationError:
        return None
