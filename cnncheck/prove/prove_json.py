"""A proof in JSON, for CI and for programs.

The top level, in this order; nothing is ever left out:

==================  =========================================================================
``schema``          ``cnncheck.prove/1``; the number grows when a field changes its meaning
``cnncheck``        version of cnncheck
``implementation``  what was asked, and ``isolation``: how it was contained
``seed``            of the prime and the points, ``prime``
``seconds``         wall time
``functions``       for each: ``function``, ``operator``, ``pass``, ``verdict``, ``degree``,
                    ``miss_log2`` (how likely another polynomial passes one shape; null where
                    maxima are picked), ``lines`` and ``branches`` (each with ``count`` and
                    ``taken``), and ``shapes``: ``input``, ``parameters``, ``out_grad``,
                    ``proposed``, ``orders`` (tried, of code that compares), ``verdict``, ``message``,
                    ``counterexample`` (null, or ``arrays``, ``parameters``, ``got``, ``expected``)
==================  =========================================================================
"""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from cnncheck.rendering.json_numbers import plain

if TYPE_CHECKING:
    from cnncheck.prove.result import FunctionProof, Proof, Told

SCHEMA = "cnncheck.prove/1"


def proof_to_json(proof: Proof) -> str:
    """Write a proof as JSON.

    Parameters
    ----------
    proof : Proof
    """
    content = {
        "schema": SCHEMA,
        "cnncheck": version("cnncheck"),
        "implementation": proof.implementation,
        "isolation": proof.isolation,
        "seed": proof.seed,
        "prime": proof.prime,
        "seconds": proof.seconds,
        "functions": [_function(each, proof) for each in proof.functions],
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _function(each: FunctionProof, proof: Proof) -> dict[str, Any]:
    return {
        "function": each.function,
        "operator": each.operator,
        "pass": each.pass_name,
        "verdict": each.status.value,
        "degree": each.degree,
        "miss_log2": None if each.picks else proof.miss(each.degree),
        "lines": {"count": each.lines, "taken": each.lines_taken},
        "branches": {"count": each.branches, "taken": each.branches_taken},
        "shapes": [_shape(told) for told in each.told],
    }


def _shape(told: Told) -> dict[str, Any]:
    found = told.counterexample
    return {
        "input": list(told.case.input),
        "parameters": plain(dict(told.case.parameters)),
        "out_grad": plain(told.case.out_grad.shape),
        "proposed": told.proposed,
        "orders": told.orders,
        "verdict": told.status.value,
        "message": told.message,
        "counterexample": None
        if found is None
        else {
            "arrays": plain(found.problem.arrays),
            "parameters": plain(dict(found.problem.case.parameters)),
            "got": plain(found.got),
            "expected": plain(found.expected),
        },
    }
