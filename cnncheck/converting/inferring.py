"""Infers the shapes of a model: run as a script, in a process that may crash, for onnx's own code may.

It reads a model from standard input and writes it to standard output. It imports nothing of ours.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Infer, or end with one line about why not."""
    import onnx
    from onnx import inliner, shape_inference

    model = onnx.ModelProto()
    model.ParseFromString(sys.stdin.buffer.read())
    try:
        if model.functions:
            model = inliner.inline_local_functions(model)
        inferred = shape_inference.infer_shapes(model, data_prop=True)
    except Exception as error:  # onnx raises errors of many kinds, not all of them its own
        sys.exit(" ".join(str(error).split())[:200])
    sys.stdout.buffer.write(inferred.SerializeToString())


if __name__ == "__main__":
    main()
