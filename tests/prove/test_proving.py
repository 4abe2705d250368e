"""What is proved, what is wrong, and what is refused, at the line that is to blame."""

import re
from collections import Counter
from pathlib import Path

import pytest

from cnncheck.faults.declaring.passes import pass_of
from cnncheck.prove.result import Status

ROOT = Path(__file__).parent.parent.parent
FAULTY, SOLUTIONS = ROOT / "tests" / "faulty", ROOT / "tests" / "solutions"

RIGHT = {
    "einsum": "return right(X, W, stride, padding)",
    "a greedy einsum": """
return np.einsum("ncijkl,fckl->nfij", windows(X, W, stride, padding), W, optimize=True)""",
    "tensordot": """
out = np.tensordot(windows(X, W, stride, padding), W, axes=((1, 4, 5), (1, 2, 3)))
return np.ascontiguousarray(np.moveaxis(out, 3, 1), dtype=np.float64)""",
    "matmul": """
seen = windows(X, W, stride, padding)
N, C, OH, OW, KH, KW = seen.shape
table = seen.transpose(0, 2, 3, 1, 4, 5).reshape(N, OH * OW, C * KH * KW)
return (table @ W.reshape(len(W), -1).T).transpose(0, 2, 1).reshape(N, len(W), OH, OW)""",
    "strides": """
P = np.pad(X, ((0, 0), (0, 0), (padding[0],) * 2, (padding[1],) * 2))
(N, C, H, L), (F, _, KH, KW), (sh, sw) = P.shape, W.shape, stride
n, c, h, w = P.strides
size = (N, C, (H - KH) // sh + 1, (L - KW) // sw + 1, KH, KW)
seen = as_strided(P, size, (n, c, sh * h, sw * w, h, w))
return np.einsum("ncijkl,fckl->nfij", seen, W).astype(X.dtype)""",
    "prefix sums": """
P = padded(X, padding)
seen = windows(X, W, stride, padding)[:, None] * W[None, :, :, None, None]
steps = np.cumsum(seen.reshape(*seen.shape[:2], seen.shape[2], *seen.shape[3:5], -1), axis=-1)
return steps[..., -1].sum(axis=2)""",
    "rolled": """
P = padded(X, padding)
(N, C, H, L), (F, _, KH, KW), (sh, sw) = P.shape, W.shape, stride
out = np.zeros((N, F, H, L))
for k in range(KH):
    for l in range(KW):
        out += np.dot(np.roll(P, (-k, -l), (2, 3)).transpose(0, 2, 3, 1), W[:, :, k, l].T).transpose(0, 3, 1, 2)
return out[:, :, : H - KH + 1 : sh, : L - KW + 1 : sw]""",
    "scattered": """
seen = windows(X, W, stride, padding)
N, C, OH, OW, KH, KW = seen.shape
out = np.zeros(N * len(W) * OH * OW)
for f in range(len(W)):
    at = (np.arange(N)[:, None, None] * len(W) + f) * OH * OW + np.arange(OH * OW).reshape(1, OH, OW)
    for c in range(C):
        for k in range(KH):
            for l in range(KW):
                np.add.at(out, at.ravel(), (seen[:, c, :, :, k, l] * W[f, c, k, l]).ravel())
return out.reshape(N, len(W), OH, OW)""",
    "compensated": """
terms = [term for term in np.moveaxis(windows(X, W, stride, padding)[:, None] * W[None, :, :, None, None], (2, 5, 6), (0, 1, 2)).reshape(-1, len(X), len(W), 3, 5)]
total, lost = np.zeros_like(terms[0]), np.zeros_like(terms[0])
for term in terms:
    term = term - lost
    larger = total + term
    lost = np.where(np.isfinite(larger), (larger - total) - term, 0.0)
    total = larger
return total""",
    "extended precision": """
out = np.zeros((len(X), len(W), 3, 5), np.longdouble)
out[...] = right(X.astype(np.longdouble), W.astype(np.longdouble), stride, padding)
return out.astype(X.dtype)""",
    "a constant and back": """
ninth = np.ones(1) / 9
return right(X, W * ninth, stride, padding) * 9""",
    "a count of its own": """
count = np.zeros((3, 5))
count += 3
count[count == 3] = 2
return right(X, W, stride, padding) * count / np.maximum(count, 1)""",
    "lists": """
seen = windows(X, W, stride, padding)
return np.array([[[[(w * f).sum() for w in row] for row in x.transpose(1, 2, 0, 3, 4)] for f in W] for x in seen], dtype=X.dtype)""",
    "a mean of all, and how they vary": """
mean = X.mean() + np.mean(X[0], axis=0).mean() - np.average(X)
return right(X, W, stride, padding) + (mean - mean) + (np.var(X) - X.var())""",
    "conjugates": "return right(np.conj(X), W.conj(), stride, padding)",
    "a function for each element": """
return right(np.vectorize(lambda value: 2 * value)(X), W, stride, padding) / 2""",
    "a float that is one": """
return right(X, W, stride, padding) + float(X[0, 0, 0, 0]) - float(X[:1, :1, :1, :1].squeeze()) * float("1")""",
    "what is printed": """
print(f"{X[0, 0, 0, 0]:.3f}", "{:8.2e}".format(W[0, 0, 0, 0]))
return right(X, W, stride, padding)""",
    "a mean": """
seen = windows(X, W, stride, padding)
return (seen[:, None] * W[None, :, :, None, None]).mean(axis=(2, 5, 6)) * W[0].size""",
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("body", RIGHT.values(), ids=RIGHT)
def test_right_code_is_proved(prove, body):
    """However NumPy is used."""
    (found,) = prove(body).functions
    assert (found.status, found.told[0].message) == (Status.PROVED, "")
    assert found.degree == 2


WRONG = {
    "a coefficient of 2^-40": """
out = right(X, W, stride, padding)
out[0, 0, 0, 0] -= 2**-40 * X[0, 0, 0, 0] * W[0, 0, 1, 0]
return out""",
    "the last element of the last channel": """
out = right(X, W, stride, padding)
out[-1, -1, -1, -1] -= X[-1, -1, -1, -1] * W[-1, -1, -1, -1]
return out""",
    "memory that nobody wrote": """
out = np.empty((len(X), len(W), 3, 5))
out[:, :, :2] = right(X, W, stride, padding)[:, :, :2]
return out""",
    "a swallowed error": """
try:
    return right(X, W, stride, padding[::-1])
except Exception:
    return 1 / 0""",
}


@pytest.mark.parametrize("body", WRONG.values(), ids=WRONG)
def test_wrong_code_is_wrong_with_numbers(prove, body):
    """In integers, which the code answers wrongly in floating point, too."""
    (found,) = prove(body, seconds=60.0).functions
    assert found.status is Status.WRONG
    example = found.first(Status.WRONG).counterexample
    assert set(map(float, example.problem.arrays["X"].ravel())) <= {0.0, 1.0, 2.0}
    assert example.got.shape != example.expected.shape or (example.got != example.expected).any()


REFUSED = {
    "if X[0, 0, 0, 0] > 0: X = X": "compares a value (`if X[0, 0, 0, 0] > 0: X = X` at solution.py:24)",
    "X = np.where(X, X, 0)": "tests a value (`X = np.where(X, X, 0)` at solution.py:24)",
    "X = np.abs(X)": "applies numpy.absolute to a value",
    "X = np.sqrt(X)": "applies numpy.sqrt to a value",
    "X = X / W[0, 0, 0, 0]": "divides by a value",
    "X = X * complex(W[0, 0, 0, 0])": "casts a value to a float, or hands it to compiled code",
    "X = np.array(X, dtype=np.int32)": "casts a value to an integer",
    "P = np.zeros(X.shape, int); P[...] = X": "casts a value to an integer",
    "X = np.fft.ifft2(np.fft.fft2(X)).real": "calls numpy.fft.fft2, which rounds",
    "np.round(X, 3)": "rounds a value (`np.round(X, 3)` at solution.py:24)",
    "np.interp(X[0, 0, 0], [1.0], [2.0])": "does with a value what can be done with floats alone",
    "hash(X[0, 0, 0, 0])": "does with a value what can be done with floats alone (`hash(",
    "X[0, 0, 0, 0].hex()": "looks at the digits of a value",
    "np.std(X)": "applies numpy.sqrt to a value (`np.std(X)` at solution.py:24)",
    "X = X * np.inf": "mixes a value with inf",
    "import math; math.fsum(X.ravel())": "casts a value to a float, or hands it to compiled code",
    "import torch; X = torch.tensor(X)": "calls torch.tensor, but torch is replaced",
    "X = X**8": "multiplies 7 values or more with each other",
}


@pytest.mark.sample(3)
@pytest.mark.parametrize(("line", "why"), REFUSED.items(), ids=REFUSED)
def test_what_looks_at_a_value_is_refused_at_its_line(prove, line, why):
    """Or leaves what is exact."""
    (found,) = prove(f"{line}\nreturn right(X, W, stride, padding)").functions
    if found.status is Status.WRONG:
        assert line == "X = X**8"
        return
    assert found.status is Status.REFUSED
    assert why in found.told[0].message


def test_a_refusal_cannot_be_swallowed(prove):
    """Not by a bare except, and not where something right is returned after it."""
    body = "try:\n    bool(X[0, 0, 0, 0])\nexcept:\n    pass\nreturn right(X, W, stride, padding)"
    (found,) = prove(body).functions
    assert found.told[0].message == "tests a value (`bool(X[0, 0, 0, 0])` at solution.py:25)"


def test_rounded_constants_are_not_wrong(prove):
    """Nobody is accused of what floating point does not show: 1/9 has no exact place in it."""
    (found,) = prove("return right(X, W * (1 / 9), stride, padding) * 9").functions
    assert found.status is Status.REFUSED
    assert found.told[0].message.startswith("differs from the formula in exact arithmetic alone")


def test_what_remembers_is_no_function(prove):
    """It is told so, and not that it is wrong, as each answer is right when it is asked first."""
    body = """
total = _total
total += 1
return right(X, W, stride, padding) * (np.ones(1) if total < 2 else 2)"""
    source = body.replace("_total", "globals().setdefault('seen', [0])").replace(
        "total += 1", "total[0] += 1"
    )
    source = source.replace("total < 2", "total[0] < 2")
    (found,) = prove(source, ROOT / "cases" / "convolution.yaml").functions[:1]
    assert found.status is Status.REFUSED
    assert {each.message for each in found.told if each.status is not Status.NOT_ASKED} == {
        "",
        "answers by what it was asked before: it is no function of its arguments",
    }


def test_points_are_drawn_again_by_their_seed(prove):
    """And another seed draws another prime, or other points."""
    body = "print(X[0, 0, 0, 0].value)\nreturn right(X, W, stride, padding)"
    first, again, other = (prove(body, seed=seed) for seed in (3, 3, 4))
    assert first.prime == again.prime
    assert (first.seed, other.seed) == (3, 4)
    assert first.miss(2) < -59


def test_solutions_are_proved_or_refused_and_never_wrong(prove):
    """All six functions of one; all of the files are left to the exhaustive run."""
    for found in prove(SOLUTIONS / "vectorised.py", ROOT / "cases" / "notebook.yaml").functions:
        assert found.status is Status.PROVED, found.told[0].message


FAMILIES = {
    "conv": "convolution",
    "dw": "convolution",
    "dx": "convolution",
    "pad": "padding",
    "pool": "pooling",
    "poolback": "pooling",
    "avg": "averaging",
    "avgback": "averaging",
    "adaptive": "adaptive",
    "dinput": "convolution",
    "dweight": "convolution",
    "conv2d": "convolution",
    "backward": "convolution",
    "forward": "convolution",
    "maxpool": "pooling",
}

SHOWN_BY = {
    "deeplearning_ai_pool_spread": "averaging",
    "functional_maxpool_back_args": "pooling-options",
    "functional_max_pool_zero_border": "pooling-options",
    "holberton_pool_stride_pair": "pooling-options",
    "functional_avg_pool_counts_padding_behind": "pooling-options",
    "functional_conv_transpose_zeros_behind": "conv_transpose",
    "functional_conv_transpose_dweight_reshaped": "conv_transpose",
    "functional_conv_transpose_weight_reshaped": "conv_transpose",
    "functional_conv_sequence_flipped_padded_before": "conv1d",
    "functional_conv_volume_planes_overwrite": "conv3d",
    "functional_conv_volume_strides_exchanged": "conv3d",
    "functional_avg_pool_volume_two_sides": "pooling-ranks",
    "functional_maxpool_padded_with_tiny": "pooling-ranks",
}
"""Files whose names say less than that."""

OTHER_LANES = {
    "layout": "conv_as_strided_contiguous dx_memory_order pad_memory_order",
    "state": "conv_cached_columns dx_reused_buffer pad_cached_buffer pool_memoised "
    "poolback_stale_winners",
    "precision": "conv_float16 conv_float32_sums dw_float16_sums dw_float32_sums dx_float32_buffer dx_half_filter "
    "pool_float32 poolback_float16 poolback_finfo_min",
    "dtype": "conv_returns_float64 dx_float64 pad_float64 pool_float64 poolback_float64",
    "arguments": "conv_mutates_filter dw_accumulates_into_filter dw_mutates_out_grad "
    "dx_writes_into_input pad_returns_input pool_in_place pool_view_when_trivial "
    "poolback_consumes_input dw_buffer",
    "windows that are not square, of which no case asks": "cs231n_pool_square",
    "special values": "conv_nan_to_num pool_nanmax pool_clips_infinity poolback_minus_infinity_lost pool_fmax "
    "pool_shifted",
}
"""Faults that exact arithmetic on finite values does not have, by kind."""


def asking(path, shipped):
    """Return the file with the most cases of the operator whose function is wrong."""
    operator, _ = pass_of(re.match(r"# fault: (\w+)", path.read_text("utf-8"))[1])
    files = Counter(case.file for case in shipped if case.operator == operator.name)
    return files.most_common(1)[0][0]


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", sorted(FAULTY.rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_wrong_is_proved(prove, shipped, path):
    """Unless its fault is of another lane."""
    words = (FAMILIES[word] for word in path.stem.split("_") if word in FAMILIES)
    family = SHOWN_BY.get(path.stem) or next(words, "")
    cases = ROOT / "cases" / f"{family}.yaml" if family else asking(path, shipped)
    told = re.match(r"# dialect: (\w+)", path.read_text("utf-8"))
    # The notebook's cases have nothing of some options that other signatures have.
    proof = prove(path, cases, **({"dialect": told[1], "shapes": 16} if told else {}))
    found = [each for each in proof.functions if each.status is not Status.NOT_ASKED]
    others = " ".join(OTHER_LANES.values()).split()
    assert found
    assert path.stem in others or any(each.status is not Status.PROVED for each in found)


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "path", [*SOLUTIONS.glob("*.py"), *SOLUTIONS.glob("*.ipynb")], ids=lambda path: path.name
)
@pytest.mark.parametrize("cases", sorted(set(FAMILIES.values())))
def test_nothing_right_is_called_wrong(prove, path, cases):
    """It may be refused."""
    for each in prove(path, ROOT / "cases" / f"{cases}.yaml", shapes=16).functions:
        assert each.status is not Status.WRONG, each.first(Status.WRONG).message


LOOKS = {
    "bytes turned around": "return right(X.byteswap(), W, stride, padding)",
    "bytes of another type": "return right(X.view(np.int64).astype(float), W, stride, padding)",
    "an error that is caught": """
out = right(X, W, stride, padding)
try:
    np.interp(X, [0.0], [1.0])
    out = out * 2
except BaseException:
    pass
return out""",
    "the type of an element": """
out = right(X, W, stride, padding)
return out * (2 if isinstance(X.flat[0], float) else 1)""",
}


@pytest.mark.parametrize("body", LOOKS.values(), ids=LOOKS)
def test_what_is_right_on_elements_alone_is_not_proved(prove, body):
    """It is asked in numbers once, too."""
    (found,) = prove(body).functions
    assert found.status is Status.WRONG
    assert found.first(Status.WRONG).counterexample is not None
