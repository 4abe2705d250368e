"""A proof in JSON, for CI and for programs.

``schema`` is ``"cnncheck.prove/1"``; the number grows when a reader of the old form would be
misled. The classes here say what each field is, and `schema` follows from them.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field

from cnncheck.prove.result import Status  # noqa: TC001 - pydantic reads the annotations
from cnncheck.rendering.declared import (
    Count,
    Declared,
    Number,
    Shape,
    Values,
    document_schema,
    indented,
)

if TYPE_CHECKING:
    from cnncheck.prove import result

SCHEMA: Final = "cnncheck.prove/1"


class Taken(Declared):
    """How many there are, and how many of them the proof came to."""

    count: Count
    taken: Count
    left: list[str]
    """Where the others are, ``solution.py:7``."""


class Counterexample(Declared):
    """The smallest problem found that is answered wrongly, in integers."""

    arrays: dict[str, Values]
    parameters: dict[str, Any]
    got: Values
    expected: Values


class OfShape(Declared):
    """What was found for one shape."""

    input: Shape
    parameters: dict[str, Any]
    out_grad: Shape | None
    proposed: bool
    """Whether no case asks for it: the structure of the code suggests it."""
    orders: Count
    """In how many orders code that compares was asked."""
    verdict: Status
    message: str
    counterexample: Counterexample | None


class Function(Declared):
    """What was found of one function."""

    function: str
    operator: str
    pass_name: str = Field(serialization_alias="pass")
    verdict: Status = Field(validation_alias="status")
    degree: Count
    """Of the polynomial that the code computes."""
    miss_log2: Number | None
    """How likely another polynomial passes one shape; null where maxima are picked."""
    lines: Taken
    """Lines of the person's own functions that it can come to."""
    branches: Taken
    """Decisions there, taken both ways."""
    shapes: list[OfShape]


class Document(Declared):
    """One proof."""

    schema_: Literal["cnncheck.prove/1"] = Field(SCHEMA, serialization_alias="schema")
    cnncheck: str
    """Version of cnncheck."""
    implementation: str
    isolation: str
    """How it was contained, in words."""
    seed: int
    """Of the prime and the points."""
    prime: int
    seconds: float
    functions: list[Function]


def proof_to_json(proof: result.Proof) -> str:
    """Write a proof as JSON.

    Parameters
    ----------
    proof : Proof
    """
    content = {
        "cnncheck": version("cnncheck"),
        "implementation": proof.implementation,
        "isolation": proof.isolation,
        "seed": proof.seed,
        "prime": proof.prime,
        "seconds": proof.seconds,
        "functions": [_function(each, proof) for each in proof.functions],
    }
    return indented(Document.data(content))


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every document of `proof_to_json` satisfies."""
    return document_schema(Document, SCHEMA)


def _function(each: result.FunctionProof, proof: result.Proof) -> dict[str, Any]:
    return {
        "function": each.function,
        "operator": each.operator,
        "pass_name": each.pass_name,
        "status": each.status,
        "degree": each.degree,
        "miss_log2": None if each.picks else proof.miss(each.degree),
        "lines": _taken(each.lines, each.lines_taken, each.lines_left),
        "branches": _taken(each.branches, each.branches_taken, each.branches_left),
        "shapes": [_shape(told) for told in each.told],
    }


def _taken(count: int, taken: int, left: tuple[str, ...]) -> dict[str, Any]:
    return {"count": count, "taken": taken, "left": list(left)}


def _shape(told: result.Told) -> dict[str, Any]:
    found = told.counterexample
    return {
        "input": told.case.input,
        "parameters": told.case.parameters,
        "out_grad": told.case.out_grad.shape,
        "proposed": told.proposed,
        "orders": told.orders,
        "verdict": told.status,
        "message": told.message,
        "counterexample": found
        and {
            "arrays": found.problem.arrays,
            "parameters": found.problem.case.parameters,
            "got": found.got,
            "expected": found.expected,
        },
    }
