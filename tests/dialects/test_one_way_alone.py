"""Code that takes one number and no pair, a pair and no number, or images alone, as torch's functions never do."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cnncheck.cli.app import application

CASES = Path(__file__).parent.parent.parent / "cases"

PAD = """import numpy as np


def source(k, size, mode):
    if 0 <= k < size:
        return k
    if mode == "reflect":
        return -k if k < 0 else 2 * (size - 1) - k
    return {"replicate": min(max(k, 0), size - 1), "circular": k % size}.get(mode)


def pad(input, pad, mode="constant", value=0):
    left, right, top, bottom = pad
    N, C, H, W = input.shape
    out = np.full((N, C, top + H + bottom, left + W + right), value, dtype=input.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            r, q = source(i - top, H, mode), source(j - left, W, mode)
            if r is not None and q is not None:
                out[:, :, i, j] = input[:, :, r, q]
    return out
"""

AVERAGE = """import numpy as np


def avg_pool2d(input, kernel_size, stride, padding=0, count_include_pad=True):
    k, s, p = kernel_size, stride, padding
    N, C, H, W = input.shape
    x = np.pad(input, ((0, 0), (0, 0), (p, p), (p, p)))
    out = np.zeros((N, C, (H + 2 * p - k) // s + 1, (W + 2 * p - k) // s + 1), input.dtype)
    for i in range(out.shape[2]):
        for j in range(out.shape[3]):
            rows = min(i * s - p + k, H) - max(i * s - p, 0)
            columns = min(j * s - p + k, W) - max(j * s - p, 0)
            count = k * k if count_include_pad else rows * columns
            out[:, :, i, j] = x[:, :, i * s : i * s + k, j * s : j * s + k].sum((2, 3)) / count
    return out
"""

TRANSPOSED = """import numpy as np


def conv_transpose2d(input, weight, stride=1, padding=0, output_padding=0):
    (N, C, H, W), (_, F, KH, KW) = input.shape, weight.shape
    s, p, more = stride, padding, output_padding
    full = np.zeros((N, F, (H - 1) * s + KH + more, (W - 1) * s + KW + more), input.dtype)
    for i in range(H):
        for j in range(W):
            stamp = np.einsum("nc,cfab->nfab", input[:, :, i, j], weight)
            full[:, :, i * s : i * s + KH, j * s : j * s + KW] += stamp
    return full[:, :, p : full.shape[2] - p, p : full.shape[3] - p].copy()
"""

PAIRS = AVERAGE.replace("k, s, p = kernel_size, stride, padding", "(k, _), (s, _), (p, _) = kernel_size, stride, (padding,) * 2 if padding == 0 else padding")  # fmt: skip


@pytest.fixture
def run(tmp_path):
    """Run shipped cases with a file, and return what is said."""

    def run(text, *files):
        path = tmp_path / "theirs.py"
        path.write_text(text)
        words = ["run", *(CASES / each for each in files), "--impl", path]
        done = CliRunner().invoke(
            application(["run"]),
            [*map(str, words), "--reference", "definition", "--shrink-time", "0.1"],
            env={"COLUMNS": "100"},
        )
        return done.exit_code, " ".join(done.output.split())

    return run


FILES = ("one-number.yaml", "borders.yaml", "averaging.yaml", "pooling-options.yaml")


def test_a_file_with_nothing_but_pad_is_known_by_its_mode(run):
    """And what it pads are images: sequences and volumes are not asked."""
    code, said = run(PAD, "borders.yaml")
    assert "theirs.py is called in the dialect functional: it defines pad(" in said
    assert "it takes no sequences for pad; no volumes for pad" in said
    # It cuts nothing off, which torch's does.
    assert code == 0 or "sides-cut" in said


def test_pad_beside_other_functions_does_not_decide(run):
    """A helper of that name has many a file."""
    helper = PAD + "\n\ndef zero_padding(X, padding):\n    ph, pw = padding\n    return pad(X, (pw, pw, ph, ph))\n"  # fmt: skip
    _, said = run(helper, "padding.yaml")
    assert "called in the dialect" not in said


def test_each_mode_has_a_bug_of_its_own(run):
    """Both are told, by side where it is one."""
    wrong = PAD.replace("-k if", "-k - 1 if").replace("- 1) - k", "- 1) - k + 1")
    _, said = run(wrong.replace("k % size}", "k % (size - (k > 0))}"), "borders.yaml")
    assert (
        "the edge itself is repeated before the mirror image (mode reflect), and the image goes on "
        "one pixel too late behind the image (mode circular)" in said
    )


@pytest.mark.parametrize(
    ("right", "old", "new", "told"),
    [
        (AVERAGE, "min(i * s - p + k, H)", "(i * s - p + k)", "padding"),
        (AVERAGE, "k * k if", "rows * columns if not", "padding"),
        (TRANSPOSED, "+ more, (W", "- more * 0, (W", "longer"),
        (TRANSPOSED, "(W - 1) * s + KW + more", "(W - 1) * s + KW", "longer"),
    ],
    ids=["counted-behind", "flag-turned", "not-higher", "not-wider"],
)
def test_options_are_asked_of_who_takes_one_number(run, right, old, new, told):
    """With one number for all axes, above what most layers have."""
    code, said = run(right, *FILES)
    assert code == 0, said
    assert "it takes one number, and no pair, for " in said
    code, said = run(right.replace(old, new), *FILES)
    assert code == 1, said
    assert told in said


def test_who_takes_pairs_alone_is_handed_pairs(run):
    """Also where both numbers are the same."""
    _, said = run(PAIRS.replace(", count_include_pad=True", "=(0, 0)").replace("padding=0=", "padding=").replace(" if count_include_pad else rows * columns", ""), *FILES)  # fmt: skip
    assert "it takes a pair, and no number, for kernel_size of avg_pool2d" in said, said
    assert " raised" not in said
