"""How the process ends: errors for people, exit codes for CI, broken pipes for nobody."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING, NoReturn

from cnncheck.cli.exits import Exit
from cnncheck.errors import CnncheckError, UsageError
from cnncheck.report.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterator


class Signalled(BaseException):
    """SIGINT or SIGTERM arrived; raised so that every ``finally`` on the way out still runs."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        interrupted = number == signal.SIGINT
        self.word = "interrupted" if interrupted else "terminated"
        self.exit = Exit.INTERRUPTED if interrupted else Exit.TERMINATED


@contextlib.contextmanager
def ending_well() -> Iterator[None]:
    """Turn whatever a command raises into one message and one exit code."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _raise_signalled)
    try:
        yield
    except CnncheckError as error:
        complain(f"error: {error}" if "\n" not in str(error) else str(error))
        sys.exit(Exit.USAGE if isinstance(error, UsageError) else Exit.TOOL_FAILED)
    except Signalled as signalled:
        complain(signalled.word)
        sys.exit(signalled.exit)
    except Exception:
        complain(traceback.format_exc())
        complain("error: cnncheck itself failed; please report the lines above")
        sys.exit(Exit.TOOL_FAILED)
    finally:
        with still_writing():
            sys.stdout.flush()


@contextlib.contextmanager
def still_writing() -> Iterator[None]:
    """Write to standard output; a reader that has left (``| head``) is no failure of any kind.

    Raises
    ------
    CnncheckError
        When standard output cannot be written for another reason, such as a full disk.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes standard output once more as it exits; that must not fail either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise CnncheckError(
            f"standard output cannot be written: {error.strerror}",
            "free some space, or send the output elsewhere",
        ) from error


def complain(text: str) -> None:
    """Write to standard error, escaping what its encoding or a terminal cannot take."""
    shown = "\n".join(map(printable, text.split("\n")))
    encoding = sys.stderr.encoding or "utf-8"
    with contextlib.suppress(OSError):
        sys.stderr.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        sys.stderr.flush()


def _raise_signalled(number: int, _: object) -> NoReturn:
    raise Signalled(number)
