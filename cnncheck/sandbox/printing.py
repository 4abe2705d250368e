"""What code prints, told apart by question, each with its beginning and its end."""

from __future__ import annotations

from collections import deque

LIMIT = 8 << 20
"""Bytes that one call may print."""

_KEPT = 8192


class Log:
    """What was printed while one question was worked on.

    Attributes
    ----------
    size : int
        Bytes, of which those in the middle are not kept where there are many.
    """

    def __init__(self) -> None:
        self._head, self._tail, self.size = bytearray(), bytearray(), 0

    def add(self, piece: bytes) -> None:
        """Take what was printed next."""
        self.size += len(piece)
        room = max(_KEPT - len(self._head), 0)
        self._head += piece[:room]
        self._tail = (self._tail + piece[room:])[-_KEPT:]

    def join(self, later: Log) -> None:
        """Take what was printed afterwards as well."""
        size = self.size + later.size
        self.add(bytes(later._head + later._tail))
        self.size = size

    @property
    def text(self) -> str:
        """All of it, with a note where the middle was left out."""
        head, tail = (part.decode("utf-8", "backslashreplace") for part in (self._head, self._tail))
        cut = self.size - len(self._head) - len(self._tail)
        return f"{head}\n... {cut:,} bytes left out ...\n{tail}" if cut else head + tail


class Printing:
    """The printing of several questions in one stream; behind that of each stands its mark.

    Marks cannot be guessed, but a mark may be missing: code can close what it prints to.
    """

    def __init__(self) -> None:
        self._marks: deque[bytes] = deque()
        self._ended: deque[Log] = deque()
        self._current = Log()
        self._begun = b""

    def expect(self, mark: bytes) -> None:
        """Take note of the mark of a question that is asked now."""
        if not self._marks and not self._ended:
            self._current, self._begun = Log(), b""
        self._marks.append(mark)

    def take(self, piece: bytes) -> None:
        """Take the next bytes of the stream."""
        piece, self._begun = self._begun + piece, b""
        while self._marks:
            before, found, behind = piece.partition(self._marks[0])
            if not found:
                self._begun = _beginning(piece, self._marks[0])
                piece = piece[: len(piece) - len(self._begun)]
                break
            self._current.add(before)
            self._ended.append(self._current)
            self._marks.popleft()
            self._current, piece = Log(), behind
        self._current.add(piece)

    @property
    def oldest(self) -> Log:
        """What has been printed for the oldest question that is not answered yet."""
        return self._ended[0] if self._ended else self._current

    @property
    def has_ended(self) -> bool:
        """Whether all has been taken that was printed for the oldest question."""
        return bool(self._ended)

    @property
    def flooded(self) -> bool:
        """Whether more was printed for some question than may be."""
        return self.oldest.size > LIMIT or self._current.size > LIMIT

    def end(self) -> Log:
        """Return what was printed for the oldest question, which is answered."""
        if self._ended:
            log = self._ended.popleft()
        else:
            self._current.add(self._begun)
            log, self._current, self._begun = self._current, Log(), b""
            if self._marks:
                self._marks.popleft()
        if not self._marks and not self._ended:  # nobody else has printed it
            log.join(self._current)
            self._current = Log()
        return log


def _beginning(piece: bytes, mark: bytes) -> bytes:
    """Return the end of some bytes that may be the beginning of a mark."""
    lengths = range(min(len(mark) - 1, len(piece)), 0, -1)
    return next((mark[:each] for each in lengths if piece.endswith(mark[:each])), b"")
