"""The reference that a run compares with: opened by its name, or open already."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from cnncheck.operators.problem import Problem
    from cnncheck.references import AsksAhead, Reference, Truth


def open_reference(name: str) -> Reference:
    """Return the reference of that name; importing PyTorch happens here and nowhere earlier."""
    if name == "definition":
        from cnncheck.references.definition import DefinitionReference

        return DefinitionReference()
    from cnncheck.references.torch_reference import TorchReference

    return TorchReference()


def name_of(reference: str | AsksAhead) -> str:
    """Return what a report calls it."""
    return reference if isinstance(reference, str) else "torch"


def stored_in(reference: str | AsksAhead) -> int:
    """Return how many answers of earlier runs it has repeated."""
    return 0 if isinstance(reference, str) else reference.stored


def named_answers(reference: str | AsksAhead) -> tuple[str, Callable[[Problem], Truth]]:
    """Return its name, and what answers one problem."""
    if isinstance(reference, str):
        opened = open_reference(reference)
        return opened.name, opened.answer
    return "torch", lambda problem: reference.submit(problem).result()
