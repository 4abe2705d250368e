"""onnx's ReferenceEvaluator: the operators' specification, run by NumPy. It has no gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import onnx
from onnx import helper
from onnx.reference import ReferenceEvaluator

from cnncheck.bench.libraries.protocol import limit_blas, timed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cnncheck.operators.problem import Array, Problem

OPSET = 18
"""Of the operators, fixed: a newer onnx keeps evaluating it alike."""


class OnnxReference:
    """A model of one node for each problem."""

    @property
    def versions(self) -> Mapping[str, str]:
        """The evaluator computes with NumPy."""
        return {"onnx": onnx.__version__, "numpy": np.__version__}

    def use_threads(self, count: int) -> None:
        """Set BLAS's threads; nothing else has any."""
        limit_blas(count)

    def call(self, problem: Problem) -> Callable[[], Any] | None:
        """Return the evaluation of a model with one node, for the forward passes."""
        nodes = timed(problem.operator, "with_onnx")
        if problem.pass_name not in nodes:
            return None
        made = nodes[problem.pass_name](dict(problem.arguments))
        if made is None:
            return None
        node, inputs = made
        kind = helper.np_dtype_to_tensor_dtype(problem.dtype)
        graph = helper.make_graph(
            [node],
            problem.function,
            [
                helper.make_tensor_value_info(
                    name, helper.np_dtype_to_tensor_dtype(value.dtype), value.shape
                )
                for name, value in inputs.items()
            ],
            [helper.make_tensor_value_info("out", kind, problem.out_shape)],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)])
        evaluator = ReferenceEvaluator(model)
        return lambda: evaluator.run(["out"], inputs)[0]

    def array(self, result: Array) -> Array:
        """Return the result, an array already."""
        return np.asarray(result)
