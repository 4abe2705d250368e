"""How the process ends: errors for people, exit codes for CI, broken pipes for nobody."""

from __future__ import annotations

import contextlib
import os
import sys
import traceback
from typing import TYPE_CHECKING

from cnncheck.cli.exits import Exit
from cnncheck.cli.machine import (
    address_space_lacking,
    folder_is_gone,
    open_closed_streams,
    refusal,
    shortage,
    threads_lacking,
)
from cnncheck.cli.signals import Signalled, came, handled
from cnncheck.errors import CnncheckError, UsageError
from cnncheck.rendering.wording import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cnncheck.cases.selection import Selection
    from cnncheck.operators.case import Case


@contextlib.contextmanager
def ending_well() -> Iterator[None]:
    """Turn whatever a command raises into one message and one exit code."""
    if open_closed_streams():
        complain("standard output is closed: what belongs there is shown nowhere")
    try:
        with handled():
            if folder_is_gone():
                raise UsageError("the current folder was removed", "start in another one")
            if lacking := address_space_lacking() or threads_lacking():
                raise CnncheckError(lacking)
            yield
    except CnncheckError as error:
        complain(f"error: {error}" if "\n" not in str(error) else str(error))
        sys.exit(Exit.USAGE if isinstance(error, UsageError) else Exit.TOOL_FAILED)
    except Signalled as signalled:
        complain(signalled.reason)
        sys.exit(signalled.exit)
    except Exception as error:
        if isinstance(error, OSError) and (refused := refusal(error)):
            complain(f"error: {refused}")
            sys.exit(Exit.USAGE)
        if lacking := shortage(error):
            complain(f"error: cnncheck cannot go on: {lacking}")
            sys.exit(Exit.TOOL_FAILED)
        complain(traceback.format_exc())
        complain("error: cnncheck itself failed; please report the lines above")
        sys.exit(Exit.TOOL_FAILED)
    finally:
        with still_writing():
            sys.stdout.flush()


def exit_if_stopped() -> None:
    """Exit with the code of what ended the work early, when what is known has been shown.

    Raises
    ------
    SystemExit
    """
    if came:
        complain(came[0].reason)
        sys.exit(came[0].exit)


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


def say_why_nothing_ran(found: Sequence[Case], selection: Selection) -> None:
    """Name the options that fit no case."""
    from cnncheck.cases.selection import unmatched

    words = unmatched(found, selection)
    why = f"nothing fits {' and '.join(words)}" if words else "no case fits all the options"
    complain(f"nothing ran: {why}; see what there is with --list")
