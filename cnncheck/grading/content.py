"""A submission's source files as one value: it can be digested, shipped, and laid out elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cnncheck.errors import UsageError
from cnncheck.submission import staging

if TYPE_CHECKING:
    from cnncheck.grading.submissions import Submission
    from cnncheck.options import Options


@dataclass(frozen=True, slots=True)
class Content:
    """The code of a submission.

    Attributes
    ----------
    entry : str
        What is opened, below the folder into which the files are put: ``solution.py``, or the
        name of the submission's own folder.
    files : tuple of (str, bytes)
        Path with ``/`` below that folder, and content; sorted.
    fault : str
        Why there is nothing to open; empty when all is well.
    """

    entry: str
    files: tuple[tuple[str, bytes], ...] = ()
    fault: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of the code, and of the names of files in a folder; not of its own name."""
        total = hashlib.sha256()
        _update(total, self.fault.encode())
        for name, data in self.files:
            _update(total, name.removeprefix(self.entry).encode("utf-8", "surrogateescape"))
            _update(total, data)
        return total.hexdigest()

    def unpack(self, folder: Path) -> str:
        """Write the files into an empty folder; return the path that is to be opened."""
        for name, data in self.files:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return str(folder / self.entry)


def read_content(submission: Submission, options: Options) -> Content:
    """Read the files that would be checked, and no others.

    A submission that cannot be read is no reason to stop grading the others: it comes back with
    a `Content.fault`.
    """
    path = submission.path.parent.resolve() / submission.path.name
    try:
        if path.is_symlink():
            raise UsageError(
                f"{submission.name} is a link, and a link that is handed in is not followed; "
                "hand in the file or the folder itself"
            )
        layout = staging.locate(str(path), options, beside=False)
        folder = layout.root == str(path)
        if not folder and Path(layout.root, layout.entry or "") != path:
            raise UsageError(f"{submission.name} was exchanged for a link while it was read")
        files = staging.read(layout, links=folder)  # beside a single file lie other people's
    except UsageError as error:
        return Content(path.name, fault=error.message.replace(str(path), submission.name))
    except OSError as error:
        return Content(path.name, fault=f"{submission.name} cannot be read: {error.strerror}")
    if folder:
        files = [(str(PurePosixPath(path.name, name)), data) for name, data in files]
    return Content(path.name, tuple(sorted(files)))


def _update(total: hashlib._Hash, data: bytes) -> None:
    total.update(len(data).to_bytes(8, "little"))
    total.update(data)
