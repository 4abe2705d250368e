"""The program that workers run, known before anything of NumPy is imported."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cnncheck.sandbox import fork_server

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "worker.py")


def workers_on_their_way() -> AbstractContextManager[None]:
    """Start what workers are forked from, and keep it until the end; nobody waits for it."""
    return fork_server.on_its_way(PROGRAM)
