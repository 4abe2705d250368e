"""Narrow types from the command line, with code in jail."""

import json
from pathlib import Path

CASES = Path(__file__).parents[2] / "cases" / "narrow-types"


def test_the_command_line_asks_in_narrow_types(cnncheck, tmp_path):
    """And refuses what has no meaning."""
    asked = cnncheck(
        "conv", "--dtype", "bfloat16", "--accumulate", "same", "--report", "json:report.json"
    )
    assert asked.returncode == 0
    assert "bfloat16   accumulate same" in asked.stdout
    parameters = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["results"][0][
        "case"
    ]["parameters"]
    assert (parameters["dtype"], parameters["accumulate"]) == ("bfloat16", "same")
    refused = cnncheck("conv", "--accumulate", "same")
    assert refused.returncode == 2
    assert (
        "--accumulate same is said of float16, bfloat16 and int8, not of float64" in refused.stderr
    )


def test_the_command_line_asks_in_integers(cnncheck, tmp_path):
    """Of convolutions, in whole numbers, and says what to write instead of anything else."""
    asked = cnncheck("conv", "--dtype", "int8", "--report", "json:report.json")
    assert asked.returncode == 0
    assert "int8   fill integers" in asked.stdout
    results = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["results"]
    assert {each["verdict"]["implementation"]["dtype"] for each in results} == {"int32"}
    for words, told in (
        (("conv", "--dtype", "int32", "--fill", "normal"), "--fill normal draws no whole numbers"),
        (("pool", "--dtype", "int8"), "--dtype int8 is asked of convolutions, not of max_pool2d"),
        (
            ("conv", "--dtype", "int8", "--accumulate", "float32"),
            "--accumulate float32 is said of float16 and bfloat16, not of int8",
        ),
        (
            ("fuzz", "max_pool2d", "--dtype", "int8"),
            "--dtype int8 is asked of convolutions, not of max_pool2d",
        ),
    ):
        refused = cnncheck(*words)
        assert refused.returncode == 2
        assert told in refused.stderr


def test_code_in_jail_may_use_ml_dtypes(cnncheck, tmp_path):
    """What defines bfloat16 is imported as NumPy is."""
    (tmp_path / "mine.py").write_text(
        "import ml_dtypes\nimport numpy as np\n\n"
        "def conv2d_backward_bias(grad_output):\n"
        "    wide = grad_output.astype(np.float32).sum((0, 2, 3))\n"
        "    return wide.astype(ml_dtypes.bfloat16 if grad_output.dtype.kind == 'V' else np.float16)\n"
    )
    done = cnncheck(
        "run",
        CASES,
        "--pass",
        "backward_bias",
        "--operator",
        "conv2d",
        "--impl",
        tmp_path / "mine.py",
    )
    assert "passed" in done.stdout
    assert done.returncode == 0, done.stdout


def test_narrow_types_are_not_timed(cnncheck):
    """Which is said, and is no failure of anything."""
    done = cnncheck("bench", CASES)
    assert done.returncode == 3
    assert "cases of narrow types are not timed: float32 and float64 are" in done.stderr
