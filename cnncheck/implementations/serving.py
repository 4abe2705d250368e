"""The worker's side of the conversation: load people's code, answer until nobody asks any more.

What is decided here can be tampered with by the code under test, which shares the process. The
supervisor relies on none of it: it counts bytes and seconds itself and keeps what is expected.
"""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from cnncheck.calls import Reply
from cnncheck.implementations.calling import failed
from cnncheck.implementations.exact import submission
from cnncheck.outcomes import Outcome
from cnncheck.sandbox import frames, packing, wire
from cnncheck.shapes import as_shape
from cnncheck.submission.locating import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cnncheck.calls import Call


class Asked(Protocol):
    """Code that answers: a submission, or the built-in layers."""

    def find(self, function: str) -> Reply | None:
        """Load a function; ``None`` when it is there."""

    def fallbacks(self) -> list[str]:
        """Say which packages the code does without, as it provides for that itself."""

    def ask(self, call: Call, forbid: Sequence[str] = ()) -> Reply:
        """Call a function."""


def open_asked(setup: Mapping[str, Any]) -> Asked:
    """Return what the supervisor wants asked; nothing of a submission is run yet."""
    if setup["layout"] is None:
        from cnncheck.implementations.builtin import Layers

        return Layers()
    return submission(Layout(**setup["layout"]), setup["prime"])


def serve(requests: int, replies: int, printing: int, asked: Asked) -> None:
    """Answer until the supervisor closes the channel; then leave at once, without ``atexit``.

    What is printed goes where `printing` leads, and there each answer leaves its mark: the supervisor may
    have asked the next question before it reads this answer.
    """
    while True:
        try:
            kind, question, payload = wire.receive(requests)
        except EOFError:
            os._exit(0)
        reply = _answer(asked, kind, payload)
        del payload
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:  # closed or replaced by the code under test
                continue
        with contextlib.suppress(OSError):  # closed by the code under test
            os.write(printing, wire.mark(question))
        wire.send(replies, wire.REPLY, question, frames.reply(reply))
        del reply  # the next question needs the memory


def _answer(asked: Asked, kind: bytes, payload: bytearray) -> Reply:
    try:
        if kind == wire.LOAD:
            absent = asked.find(packing.Reader(payload).text())
            return absent or Reply(None, message="\n".join(asked.fallbacks()))
        call, forbid, limit = frames.read_call(payload)
        reply = asked.ask(call, forbid)
    except KeyboardInterrupt as error:  # nobody types here: the code under test raised it
        reply = failed(error, "the code")
        return replace(reply, outcome=Outcome.LOAD_ERROR) if kind == wire.LOAD else reply
    if reply.value is None or reply.value.nbytes <= limit:
        return reply
    shape = as_shape(reply.value.shape)
    return Reply(
        None,
        Outcome.REPLY_TOO_LARGE,
        f"{call.shown or call.function} returned an array of shape {shape} with {reply.value.nbytes:,} bytes, "
        f"expected at most {limit:,}",
        "Look at how the result's shape is computed.",
    )
