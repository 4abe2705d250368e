"""What of a notebook is worth keeping, decided on the syntax tree."""

import ast

import pytest

from cnncheck.submission.distil import distilled

KEPT = {
    "imports": "import numpy as np\nfrom math import pi",
    "definitions": "def f(x):\n    return x\nclass A:\n    pass\nasync def g():\n    pass",
    "constants": "EPS = 1e-8\nSHAPE = (2, -3)\nNAMES: list = ['a', 'b']\nSIZE = 2 * 3",
    "other names": "zero_padding = pad\nfast = np.einsum\nsquare = lambda x: x * x",
    "provided imports": "try:\n    import numba\nexcept ImportError:\n    numba = None",
    "conditional definitions": "if sys.version_info > (3,):\n    def f():\n        pass",
    "what a body needs": "rng = np.random.default_rng(0)\ndef f():\n    return rng.random()",
    "what a default needs": "k = compute(2)\ndef f(x=k):\n    pass",
    "what a decorator needs": "cached = make_cache()\n@cached\ndef f():\n    pass",
    "what a class needs": "base = make_base()\nclass A(base):\n    pass",
    "what is needed by what is needed": (
        "n = compute(2)\ntable = build(n)\ntable[0] = 1\ntable += 1\na, b = n(), table\n"
        "def f():\n    return [b for _ in range(3)]"
    ),
}

LEFT_OUT = {
    "calls": "plt.show()\nprint(1)\nnp.random.seed(0)",
    "test data": "X = np.random.rand(2, 3)\nout = f(X)\nassert out.shape == (2, 3)",
    "names that functions have for themselves": (
        "def f(X, n=1):\n    out = X + n\n    return out\nX = load()\nout = f(X)\nn = count()"
    ),
    "loops": "for i in range(3):\n    check(i)\nwhile True:\n    pass",
    "main": "if __name__ == '__main__':\n    import torch\n    main()",
    "expressions": "1 / 0\nX",
    "attributes of the same name": "def f(X):\n    return X.shape\nshape = measure()",
}


def keep(text):
    return [ast.unparse(node) for node in distilled(ast.parse(text).body)]


@pytest.mark.parametrize("text", KEPT.values(), ids=KEPT)
def test_kept(text):
    """Every statement is kept, in its order."""
    assert keep(text) == [ast.unparse(node) for node in ast.parse(text).body]


@pytest.mark.parametrize("text", LEFT_OUT.values(), ids=LEFT_OUT)
def test_left_out(text):
    """Nothing but definitions is kept."""
    assert all(line.startswith("def ") for line in keep(text))


def test_distilling_twice_changes_nothing():
    """What is kept is kept again."""
    text = "\n".join([*KEPT.values(), *LEFT_OUT.values()])
    assert keep("\n".join(keep(text))) == keep(text)
