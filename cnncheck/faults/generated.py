"""Faults that are made and not listed: those of every loop, option and axis of a function.

They are many, and told in plainer words than those of the catalogue; so they are tried where none
of the catalogue explains everything, and beside those that explain a part.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cnncheck.faults.catalogue import declared
from cnncheck.faults.lifting import is_of_images
from cnncheck.faults.passes import faults_in, pass_of

if TYPE_CHECKING:
    from cnncheck.faults.fault import Fault


@cache
def generated(function: str) -> tuple[Fault, ...]:
    """Return the faults that are made for a function; none for one that has no loops written down.

    Parameters
    ----------
    function : str
    """
    operator, pass_name = pass_of(function)
    its = faults_in(operator.name, pass_name)
    if its is None or its.made is None or not is_of_images(operator):
        return ()
    return declared(its, function, its.made())
