"""One file an operator: its inputs, its output shape, its accumulation depth, its problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnncheck.operators.base import DRAWS, Operator
from cnncheck.operators.conv2d import Conv2d
from cnncheck.operators.max_pool2d import MaxPool2d
from cnncheck.operators.problem import Argument, Array, Problem
from cnncheck.operators.zero_padding import ZeroPadding

if TYPE_CHECKING:
    from collections.abc import Mapping

OPERATORS: Mapping[str, Operator] = {
    operator.name: operator for operator in (ZeroPadding(), Conv2d(), MaxPool2d())
}

FUNCTIONS: tuple[str, ...] = tuple(
    function for operator in OPERATORS.values() for function in operator.functions.values()
)
"""The names of the six functions, in the order of the assignment."""

__all__ = ["DRAWS", "FUNCTIONS", "OPERATORS", "Argument", "Array", "Operator", "Problem"]
