"""The definition."""

from cnncheck.operators.formulas import everywhere


def _forward(a, shapes, out_shape):
    X, gap, step = a["X"], a["gap"], a["step"]
    return {
        (n, c, i, j): [X[n, c, i, step * j + gap], -X[n, c, i, step * j]]
        for n, c, i, j in everywhere(out_shape)
    }


def _backward(a, shapes, out_shape):
    terms = {}
    for (n, c, i, j), gradient in a["out_grad"].items():
        terms.setdefault((n, c, i, a["step"] * j + a["gap"]), []).append(gradient)
        terms.setdefault((n, c, i, a["step"] * j), []).append(-gradient)
    return terms


FORMULAS = {"forward": _forward, "backward": _backward}
