"""What a fault of the catalogue is, shown in small numbers."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from cnncheck.diagnose.observing.findings import RECOVERED
from cnncheck.diagnose.small_problems.shrinking import exposing
from cnncheck.dialects import LAYERS
from cnncheck.errors import UsageError
from cnncheck.faults.catalogue import CATALOGUE, functions_beside
from cnncheck.faults.declaring.fault import FaultyImplementation, Named
from cnncheck.faults.declaring.passes import pass_of
from cnncheck.faults.generated import generated
from cnncheck.operators import FUNCTIONS, OPERATORS
from cnncheck.operators.places import places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cnncheck.calls import Given
    from cnncheck.faults.declaring.fault import Fault
    from cnncheck.operators.case import Case
    from cnncheck.operators.problem import Array

PROBLEMS = 5000
"""How many small problems of each layout and dtype to try for one that exposes a fault."""


@dataclass(frozen=True, slots=True, eq=False)
class Explanation:
    """A fault and a picture of it.

    Attributes
    ----------
    fault : Fault
    case : Case, optional
        The smallest case found that exposes it; ``None`` when none was found.
    arguments : mapping of str to value
        What the function is asked in that case.
    correct : float64 array, optional
    faulty : array, optional
        What comes back instead; ``None`` when nothing does.
    told : str
        What the call shows besides its values: that it raised, or changed its input.
    """

    fault: Fault
    case: Case | None
    arguments: Mapping[str, Given]
    correct: Array | None
    faulty: Array | None
    told: str = ""


def explain(fault_id: str, *, most: int = PROBLEMS) -> Explanation:
    """Explain a fault.

    Parameters
    ----------
    fault_id : str
        ``conv-forward/kernel-flipped-h``.
    most : int, optional
        How many small problems of each layout and dtype to try for one that exposes it.

    Raises
    ------
    UsageError
        When the catalogue has no such fault.
    """
    fault = find(fault_id)
    found = exposing(FaultyImplementation(fault).ask, Named(fault, 0, 0), most=most)
    if found is None:
        return Explanation(fault, None, {}, None, None)
    return Explanation(
        fault,
        found.case,
        LAYERS.call(found.problem).told,
        found.expected,
        found.reply.value,
        found.reply.message,
    )


def find(fault_id: str) -> Fault:
    """Return the fault of that id.

    Raises
    ------
    UsageError
        When there is none, with what may have been meant.
    """
    if fault_id in CATALOGUE:
        return CATALOGUE[fault_id]
    made = (each for function in functions_beside(fault_id) for each in generated(function))
    if found := next((each for each in made if each.id == fault_id), None):
        return found
    if RECOVERED in fault_id:
        raise UsageError(
            f"{fault_id} is no fault of the catalogue: it was recovered from the answers of code",
            "what the report says of it is all there is to know; see cnncheck guide verdict",
        )
    if fault_id in FUNCTIONS:
        operator, _ = pass_of(fault_id)
        raise UsageError(
            f"no faults of {fault_id} are known",
            f"those of {operator.name} belong in the module {places()[operator.name].package}.faults",
        )
    if fault_id in OPERATORS:
        its = ", ".join(OPERATORS[fault_id].functions.values())
        raise UsageError(
            f"{fault_id} is an operator; faults are of its functions", f"name one of {its}"
        )
    near = get_close_matches(fault_id, CATALOGUE, n=3, cutoff=0.5)
    near += [known for known in CATALOGUE if known.endswith(f"/{fault_id}") and known not in near]
    hint = f"did you mean {' or '.join(near[:3])}?" if near else "cnncheck explain lists them all"
    raise UsageError(f"there is no fault {fault_id!r}", hint)
